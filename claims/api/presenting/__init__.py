"""Rows as the API shows them, a module for each noun."""
