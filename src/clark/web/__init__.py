"""The dashboard: pages, fragments of pages, and the stream that says when to fetch them again."""
