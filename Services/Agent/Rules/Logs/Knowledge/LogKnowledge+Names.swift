/// Names that don't resolve: because the name server is out of order, or because it has never heard of them.
extension LogKnowledge {
    static let names =
        LogSignature.all(
            .nameServerFailing,
            [
                "server misbehaving", "temporary failure in name resolution", "eai_again", "connection timed out; no servers could be reached",
                "no servers could be reached", "servfail", "dns lookup timed out", "dns query timed out", "try again later (dns",
                "temporary failure resolving", "dns timeout", "resolution timed out", "name resolution timed out", "resolving timed out",
                "communications error to", "dnsqueryfailed", "name server did not",
            ], unless: ["starting dns server", "listening", "dns servers:"])
        + [
            LogSignature(
                .nameServerFailing, ": lookup ",
                beside: [
                    "i/o timeout", ":53: read: connection refused", ":53: connect", "connection refused", "no route to host",
                    "network is unreachable",
                ]),
            LogSignature(.nameServerFailing, ":53: ", beside: ["i/o timeout", "connection refused", "no route to host", "network is unreachable"]),
        ]
        + LogSignature.all(
            .unknownHost,
            [
                "no such host", "name or service not known", "enotfound", "unknownhostexception", "unknown host", "could not translate host name",
                "could not resolve host", "couldn't resolve host", "nodename nor servname", "nxdomain", "unknown mysql server host", "bad address",
                "name does not resolve", "no address associated with", "host not found", "temporary failure in host lookup", "dns resolution failed",
                "failed to lookup address", "name resolution failure", "getaddrinfo failed", "getaddrinfo", "gaierror", "no route to host is known",
                "unresolvable", "unable to resolve host", "hostname lookup", "name resolution failed", "nodename unknown", "server can't find",
                "failed to lookup", "unresolvedaddressexception", "no resolvable bootstrap urls", "name not resolved", "err_name_not_resolved",
                "host is unknown", "could not look up", "dns lookup failed", "dns error", "no dns entries", "non-existent domain", "no such domain",
                "unknown service or host", "domain name not found", "hostname not found", "does not resolve", "dns failure", "dns failed",
            ])
        // What else programs resolve: modules, beans, placeholders.
        + LogSignature.all(
            .unknownHost, ["can't resolve", "cannot resolve", "could not resolve", "failed to resolve", "unable to resolve", "couldn't resolve"],
            unless: [
                "placeholder", "bean", "module", "symbol", "import", " type", "class ", " view", "plugin", "variable", "schema", "$ref",
                "dependency tree", "conflict", "path ", "reference", "template", "secret", "version",
            ])
}
