"""Putting it out: the frame, the manifest, the build, the preview, publishing."""
