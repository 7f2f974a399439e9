"""What is in a snapshot: tables as Parquet, and the documents that describe all of its files."""
