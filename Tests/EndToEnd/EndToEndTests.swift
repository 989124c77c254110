import Testing

/// Real servers, one scene after the other: they share two cores with PostgreSQL.
@Suite(.serialized) struct EndToEndTests {}
