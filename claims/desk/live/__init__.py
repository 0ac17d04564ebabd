"""What changes is shown while one looks: from ripples to the screen, over one stream for each browser."""
