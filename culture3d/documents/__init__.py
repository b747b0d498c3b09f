"""Makes documents about a wave for works councils and data-protection officers, as PDF/UA."""
