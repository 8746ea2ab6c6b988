//! How rows are read and added up: merchants, categories, spending. Pure functions over the book.
