"""Language packs: what generates and reads `seeds/languages/`. No rule and no name of any language is written here."""
