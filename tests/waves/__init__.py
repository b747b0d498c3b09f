"""Takes whole waves from the invitation to the release, with real servers, real browsers and many people."""
