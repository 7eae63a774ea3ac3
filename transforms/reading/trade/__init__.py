"""Trade: amounts and goods, in sentences, lists and tables, and the claims that they become."""
