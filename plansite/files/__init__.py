"""Every other format, as makers of bytes by path."""
