"""The commands of `culture3d`, a module each; `culture3d.cli` loads one only when it is called."""
