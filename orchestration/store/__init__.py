"""The root by URL: a folder or an S3-compatible bucket in which documents, claims, facts and releases live.

A run works in its data folder as ever. It begins by taking what the root knows and ends by bringing there what is new:
transforms and warehouse know of files alone. In this room: what is kept where under the root (`kept`, `parts`, `releases`),
the list of it (`holdings`), who may write (`leases`), the two kinds of root (`s3`, `folder`), the order of it all (`root`),
and the copies of documents that lie in a bucket (`copies`). Does not belong here: what any of these files says.
"""
