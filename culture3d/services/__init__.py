"""What the application does; every function takes a session and none of them commits."""
