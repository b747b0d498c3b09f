"""Takes answers from a person to the tally: draft, sealed ballot, response. Nothing else sees a ballot."""
