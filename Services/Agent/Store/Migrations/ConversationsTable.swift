extension SessionSchema {
    static let conversations = """
        CREATE TABLE conversations (
            id uuid PRIMARY KEY,
            incident_id text COLLATE "C",
            updated_at timestamptz NOT NULL,
            -- Counts the times that it was written: a writer who read an older one is refused.
            version bigint NOT NULL,
            conversation json NOT NULL
        );

        -- What is past its retention.
        CREATE INDEX conversations_updated ON conversations (updated_at);
        """
}
