"""What `manage.py benchmark NAME` measures, a module each, found by file name."""
