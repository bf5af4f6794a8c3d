"""A plan as a PDF: its text enters the template as JSON data, never as markup, and nothing is read or fetched."""
