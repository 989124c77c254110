import FoundationEssentials
import Masking
import TestSupport
import Testing

/// Text of real clusters stays as it is: recordings, cases, and the wordings of Kubernetes.
@Suite struct HarmlessTextTests {
    /// What is changed in the recordings and cases, each looked at: what precedes the placeholder, the placeholder, and why.
    private static let accepted: [(text: String, why: String)] = [
        ("postgres://orders:[masked:password]", "a password in a connection string, put there to be found")
    ]

    private static func files(under folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).sorted().map { "\(folder)/\($0)" }.filter { path in
            [".json", ".log", ".txt", ".yaml", ".yml", ".md"].contains { path.hasSuffix($0) }
        }
    }

    @Test func nearlyNothingOfRealTextIsChangedAndEachChangeIsKnown() throws {
        var (total, changed) = (0, 0)
        var unknown: [String] = []
        for folder in [Recordings.directory, Recordings.directory + "/../Cases"] {
            for path in try Self.files(under: folder) {
                let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
                total += text.utf8.count
                let masked = Masker.standard.mask(text)
                guard masked != text else { continue }
                let parts = masked.components(endingBefore: "[masked:")
                // What was taken out: what is missing beside what the placeholders brought.
                changed += text.utf8.count - masked.utf8.count + parts.reduce(0) { $0 + $1.placeholder.utf8.count }
                for part in parts.map(\.text) {
                    if !Self.accepted.contains(where: { part.hasSuffix($0.text) }) { unknown.append("\(path): …\(part.suffix(80))") }
                }
            }
        }
        #expect(total > 2_000_000)
        #expect(changed * 1000 <= total, "\(changed) of \(total) bytes")
        #expect(unknown.isEmpty, "\(unknown.joined(separator: "\n"))")
    }

    /// Wordings of events, conditions, errors and logs of Kubernetes and of what runs on it, as their sources have them, with names filled in.
    static let wordings = [
        "Error: secret \"db-credentials\" not found", "Secret shop/db-credentials not found",
        "Error: couldn't find key DB_PASSWORD in Secret shop/db-credentials",
        "MountVolume.SetUp failed for volume \"tls\" : secret \"orders-tls\" not found",
        "references non-existent secret key: password",
        "tokenreviews.authentication.k8s.io is forbidden: User \"system:serviceaccount:shop:default\" cannot create",
        "FATAL:  password authentication failed for user \"export\"", "Access denied for user 'app'@'10.244.1.7' (using password: YES)",
        "pq: password authentication failed for user \"orders\"", "WRONGPASS invalid username-password pair or user is disabled.",
        "NOAUTH Authentication required.", "invalid token: token has expired", "error: You must be logged in to the server (Unauthorized)",
        "Failed to pull image \"registry.example.com/shop/orders@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\": unauthorized",
        "Successfully assigned shop/orders-7d9f8b6c4d-x2x7k to node-3", "Created pod: orders-7d9f8b6c4d-x2x7k",
        "secretKeyRef: {name: db-credentials, key: password}", "- secretRef:\n    name: orders-secrets", "secretName: orders-tls-cert-2026",
        "imagePullSecrets:\n- name: registry-credentials", "automountServiceAccountToken: false", "serviceAccountName: token-controller",
        "tokenExpirationSeconds: 3607", "expirationSeconds: 3607\n      path: token", "<set to the key 'password' in secret 'db'>  Optional: false",
        "uid: 5b8f7c1e-2d7a-4c3b-9e62-0f4a1b7c8d9e", "resourceVersion: \"184467\"", "pod-template-hash: 7d9f8b6c4d",
        "controller-revision-hash=web-5f6d8c9b4",
        "trace_id=4bf92f3577b34da6a3ce929d0e0e4736 span_id=00f067aa0ba902b7", "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "commit 3f1dfed5a1b2c3d4e5f60718293a4b5c6d7e8f90 Fix the build", "kubernetes.io/description: keeps the token of the service account",
        "dial tcp 10.96.0.10:53: connect: connection refused", "lookup orders-db.shop.svc.cluster.local on 10.96.0.10:53: no such host",
        "read tcp 172.16.4.2:48122->192.168.1.10:5432: i/o timeout", "listening on 0.0.0.0:8080", "version 1.2.3.4-rc1", "Mem: 123.456.789 bytes",
        "x509: certificate has expired or is not yet valid: current time 2026-11-21T08:00:00Z is after 2026-11-20T00:00:00Z",
        "--tls-private-key-file=/etc/kubernetes/pki/apiserver.key --service-account-key-file=/etc/kubernetes/pki/sa.pub",
        "--token-auth-file=/etc/tokens.csv --authorization-mode=Node,RBAC", "max_tokens: 4096, input_tokens=1234, token_count: 77", "tokens: 1234",
        "rate limit of token bucket: 50/s", "POST /oauth/token 401 12ms", "GET /api/v1/secrets/db-credentials 403", "authentication: none",
        "auth: disabled",
        "cookie: none", "session: closed", "Authorization: none", "authorization failed", "basic authentication is disabled",
        "bearer token is missing",
        "secret: db-credentials", "secret=orders-tls", "token=default-token-abcde", "key: app.kubernetes.io/name", "matchLabels:\n  key: value-1",
        "password: ${DB_PASSWORD}", "password: $(DB_PASSWORD)", "password={{ .Values.password }}", "password=***", "password: <redacted>",
        "passwordPolicy: strict",
        "2026-11-21T08:00:00.123456789Z", "1732217553123456789", "4096Mi 250m 4012888 ms", "image: docker.io/library/postgres:16.4-alpine3.20",
        "git@github.com:example/orders.git", "getty@tty1.service", "postgres@orders-db.shop.svc.cluster.local", "npm ERR! foo@1.2.3",
        "at com.example.orders.PasswordEncoder.encode(PasswordEncoder.java:42)", "java.lang.IllegalStateException: Token must not be null",
        "org.springframework.security.oauth2.jwt.JwtException: An error occurred while attempting to decode the Jwt: Invalid token",
        "kubectl create secret generic db --from-literal=password=***", "kubectl -n shop get secret db-credentials -o jsonpath='{.data.password}'",
        "Liveness probe failed: HTTP probe failed with statuscode: 503", "nameserver 8.8.8.8", "ssl_certificate_key /etc/nginx/tls/tls.key;",
    ]

    @Test(arguments: wordings) func whatKubernetesSaysStays(text: String) {
        #expect(Masker.standard.mask(text) == text)
        #expect(Masker.standard.mask("2026-11-21T08:00:00Z E main.go:12] \(text)") == "2026-11-21T08:00:00Z E main.go:12] \(text)")
    }
}

extension String {
    /// The texts up to and with each placeholder.
    fileprivate func components(endingBefore mark: String) -> [(text: String, placeholder: String)] {
        var parts: [(text: String, placeholder: String)] = []
        var rest = self[...]
        while let range = rest.firstRange(of: mark), let end = rest[range.upperBound...].firstIndex(of: "]") {
            parts.append((String(rest[...end]), String(rest[range.lowerBound...end])))
            rest = rest[rest.index(after: end)...]
        }
        return parts
    }
}
