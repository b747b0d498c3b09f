"""Culture3D on the web: employees answer, consultants run waves, leaders compare them."""
