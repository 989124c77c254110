extension Schema {
    /// Who may come in. A token's secret isn't here, only its hash.
    ///
    /// Whoever changes a token, by `whence` or by hand, tells every replica: the trigger does, whose notification is sent with the COMMIT.
    static let accessTokens = """
        CREATE TABLE access_tokens (
            -- The part of the token that is no secret.
            id text COLLATE "C" PRIMARY KEY,
            -- SHA-256 of the whole token, as hexadecimal digits.
            hash text COLLATE "C" NOT NULL,
            name text NOT NULL,
            role text COLLATE "C" NOT NULL,
            -- The source whose alerts it may deliver, and the cluster that it may deliver to and see; NULL for all.
            source text COLLATE "C",
            cluster text COLLATE "C",
            created_at timestamptz NOT NULL,
            created_by text NOT NULL,
            expires_at timestamptz,
            last_used_at timestamptz,
            revoked_at timestamptz,
            revoked_by text,
            CONSTRAINT access_tokens_role CHECK (role IN ('source', 'viewer', 'responder', 'admin')),
            CONSTRAINT access_tokens_hash CHECK (hash ~ '^[0-9a-f]{64}$'),
            CONSTRAINT access_tokens_source CHECK (source IS NULL OR role = 'source')
        );

        -- What replicas hold in memory.
        CREATE INDEX access_tokens_valid ON access_tokens (id) WHERE revoked_at IS NULL;

        CREATE FUNCTION access_tokens_changed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('whence_tokens', '');
            RETURN NULL;
        END
        $$;

        -- Not when one was used, which is written all the time.
        CREATE TRIGGER access_tokens_changed
            AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE OF id, hash, name, role, source, cluster, expires_at, revoked_at ON access_tokens
            FOR EACH STATEMENT EXECUTE FUNCTION access_tokens_changed();
        """
}
