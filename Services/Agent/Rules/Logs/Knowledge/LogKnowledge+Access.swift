/// Refusals: of the API server, of certificates, of credentials.
extension LogKnowledge {
    /// Source: the messages of `k8s.io/apiserver/pkg/endpoints/handlers/responsewriters` (ForbiddenStatusError).
    static let refusals =
        // Envoy's words to a caller whom its RBAC filter refuses; in the proxy's own log it is a detail, and about others.
        [LogSignature(.policyDenied, "rbac: access denied", unless: ["rbac_access_denied"])]
        + LogSignature.all(
            .forbiddenByRBAC,
            [
                "is forbidden: user \"system:", "is forbidden: user \\\"system:", "is forbidden: user 'system:", "cannot list resource",
                "cannot get resource", "cannot watch resource", "cannot create resource", "cannot update resource", "cannot patch resource",
                "cannot delete resource", "cannot deletecollection resource", "error from server (forbidden)", "attempting to grant rbac permissions",
            ])
        + [
            LogSignature(.forbiddenByRBAC, "forbidden", beside: ["system:serviceaccount:"]),
            LogSignature(.forbiddenByRBAC, "(403)", beside: ["apiexception", "apiserver", "kubernetes"]),
        ]

    static let certificates =
        LogSignature.all(
            .certificateExpired,
            [
                "certificate has expired", "certificate expired", "cert_has_expired", "certificate is expired", "sslv3 alert certificate expired",
                "certificateexpired", "certificate is not yet valid", "expired certificate", "certificate_expired", "certificatenotyetvalid",
                "tlsv1 alert certificate expired", "tls: expired certificate", "cert has expired", "certificate validity",
            ])
        + [
            LogSignature(.certificateExpired, "notafter:", beside: ["expired", "exception", "certificat"]),
            LogSignature(.certificateExpired, "is after 20", beside: ["x509", "certificat"]),
            LogSignature(.certificateExpired, "certificate", beside: [" expired"], unless: ["0 expired", "not expired"]),
        ]
        + LogSignature.all(
            .certificateUntrusted,
            [
                "certificate signed by unknown authority", "unable to find valid certification path", "self signed certificate",
                "self-signed certificate", "certificate verify failed", "unable to verify the first certificate", "unable_to_verify_leaf_signature",
                "unable to get local issuer certificate", "unable to get issuer certificate", "unknown ca", "pkix path building failed",
                "x509: certificate", "err_tls_cert_altname_invalid", "hostname/ip does not match certificate", "certificate is not trusted",
                "untrusted certificate", "certificate_unknown", "certificate unknown", "no subject alternative", "remotecertificatechainerrors",
                "remotecertificatenamemismatch", "remotecertificatenotavailable", "invalid peer certificate", "unknownissuer",
                "depth_zero_self_signed_cert", "self_signed_cert_in_chain", "certificate is not valid for", "doesn't match any of the subject",
                "x509: cannot validate certificate", "failed to verify certificate", "peer certificate cannot be authenticated",
                "ssl certificate problem", "sslhandshakeexception", "no alternative certificate subject name", "certificate not trusted",
                "bad certificate", "root certificate file", "server certificate verification failed", "tls: unknown certificate",
            ])

    /// What a peer says to a caller that it doesn't know, or that may not do what it asks.
    static let credentials =
        LogSignature.all(
            .credentialsRejected,
            [
                "password authentication failed", "authentication failed", "authentication failure", "access denied for user",
                "login failed for user", "invalid username or password", "invalid password", "wrong password", "wrongpass",
                "noauth authentication required", "err invalid password", "invalid credentials", "bad credentials", "auth failed",
                "authenticationexception", "access_refused", "no pg_hba.conf entry", "sasl authentication", "invalidaccesskeyid",
                "signaturedoesnotmatch", "invalid_grant", "invalid_client", "authorization failed", "401 unauthorized", "status 401",
                "status code 401", "statuscode: 401", "status=401", "status: 401", "http 401", "http/1.1 401", "returned 401", "answered 401",
                "returned error: 401", "returned error: 403", "unauthenticated", "ora-01017", "scram failure", "credentials rejected",
                "login incorrect", "invalid api key", "expiredtoken", "invalid token", "user name or password is incorrect", "no password supplied",
                "not authorized to access", "not authorized on", "unable to authenticate", "could not authenticate", "failed to authenticate",
                "authentication was unsuccessful", "saslauthenticationexception", "topicauthorizationexception", "groupauthorizationexception",
                "authentication required", "incorrect username or password", "access denied (using password", "er_access_denied_error",
                "permission denied for table", "permission denied for relation", "permission denied for schema", "permission denied for database",
                "permission denied for sequence", "permission denied (publickey", "login was refused", "bad username or password",
                "noperm this user", "client not authorized", "unrecognizedclientexception", "accessdenied: access denied", "token has expired",
                "jwt expired", "invalid signature", "not permitted to log in", "is not allowed to connect", "password is incorrect",
                "credential provided", "ldap: error code 49", "535 5.7", "authentication credentials invalid", "unauthorizedexception",
                "403 forbidden", "status code 403", "http/1.1 403", "unauthorized access", "credentials are invalid", "credentials were rejected",
                "wrong user/password", "user/password", "not authorized to perform", "does not have storage.", "authorizationpermissionmismatch",
                "permission_denied", "code = permissiondenied",
            ], unless: ["authentication required: false"])
        + [
            LogSignature(.credentialsRejected, "role \"", beside: ["does not exist"]),
            LogSignature(.credentialsRejected, "unauthorized", beside: ["err", "fail", "fatal", "denied", "401"]),
            LogSignature(.credentialsRejected, "accessdenied", beside: ["when calling", "operation", "sts", "arn:", "s3"], unless: ["java.nio"]),
            LogSignature(.credentialsRejected, "access denied", beside: ["user", "password", "token", "key", "login", "bucket"]),
        ]
}
