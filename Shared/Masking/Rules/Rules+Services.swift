extension MaskingRule {
    private static let end = "(?![A-Za-z0-9_-])"

    /// Services that applications call: chat, mail, payment, monitoring.
    static let services: [MaskingRule] = [
        // https://api.slack.com/concepts/token-types
        .starting(
            "slack-token", .service, ["xoxa-", "xoxb-", "xoxp-", "xoxr-", "xoxs-", "xoxo-", "xoxe-", "xoxe.", "xoxc-", "xoxd-"],
            "xox[abprsocde](?:\\.xox[bp])?-[A-Za-z0-9%-]{10,400}+"),
        .token("slack-token", .service, "xapp-", "\\d-[A-Z0-9]+-\\d+-[a-z0-9]{32,128}"),
        .token("slack-webhook", .service, "hooks.slack.com/", "(?:services|workflows|triggers)/(?<secret>[A-Za-z0-9/_-]{20,120}+)"),
        .starting("discord-webhook", .service, ["/api/webhooks/"], "/api/webhooks/\\d{15,22}/(?<secret>[A-Za-z0-9_-]{50,80}+)"),
        .starting("discord-token", .service, ["Bot "], "Bot (?<secret>[A-Za-z0-9_-]{23,28}\\.[A-Za-z0-9_-]{6}\\.[A-Za-z0-9_-]{27,40}+)"),
        .around(
            "telegram-token", .service, ":AA", .run(.digits, atMost: 12), "\\d{8,11}:AA[A-Za-z0-9_-]{33}" + end),
        .token("teams-webhook", .service, "webhook.office.com/webhookb2/", "(?<secret>[A-Za-z0-9@/_-]{40,300}+)"),
        .token("zapier-webhook", .service, "hooks.zapier.com/hooks/catch/", "(?<secret>[A-Za-z0-9/]{8,60}+)"),
        // https://docs.stripe.com/keys
        .starting(
            "stripe-key", .service, ["sk_live_", "sk_test_", "rk_live_", "rk_test_", "sk_prod_"], "[sr]k_(?:live|test|prod)_[A-Za-z0-9]{10,250}+"),
        .token("stripe-webhook-secret", .service, "whsec_", "[A-Za-z0-9+/=]{24,80}+"),
        // https://www.twilio.com/docs/iam/api-keys
        .token("twilio-key", .service, "SK", "[0-9a-f]{32}" + end),
        .token("sendgrid-key", .service, "SG.", "[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{32,64}+"),
        .starting("mailgun-key", .service, ["key-"], "key-[a-f0-9]{32}" + end),
        .around("mailchimp-key", .service, "-us", .before(32), "[a-f0-9]{32}-us\\d{1,2}" + end),
        .token("sendinblue-key", .service, "xkeysib-", "[a-f0-9]{64}-[A-Za-z0-9]{16}" + end),
        .starting("shopify-token", .service, ["shpat_", "shpca_", "shppa_", "shpss_"], "shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}" + end),
        .starting("square-token", .service, ["sq0atp-", "sq0csp-", "sq0idp-"], "sq0(?:atp|csp|idp)-[A-Za-z0-9_-]{22,43}" + end),
        .token("square-token", .service, "EAAA", "[A-Za-z0-9_-]{60}" + end),
        .starting("facebook-token", .service, ["EAAM", "EAAC"], "EAA[MC][A-Za-z0-9]{80,300}+"),
        .starting("paystack-key", .service, ["FLWSECK"], "FLWSECK(?:_TEST)?-[A-Za-z0-9]{12,64}(?:-X)?"),
        .starting("shippo-token", .service, ["shippo_live_", "shippo_test_"], "shippo_(?:live|test)_[a-f0-9]{40}" + end),
        .starting("easypost-key", .service, ["EZAK", "EZTK"], "EZ[AT]K[A-Za-z0-9]{54}" + end),
        // https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/
        .starting(
            "newrelic-key", .service, ["NRAK-", "NRAL-", "NRII-", "NRIQ-", "NRRA-", "NRJS-", "NRSP-"],
            "NR(?:AK|AL|II|IQ|RA|JS|SP)-[A-Za-z0-9_-]{19,48}+"),
        .around("newrelic-license-key", .service, "NRAL", .before(36), "[0-9a-f]{32}[0-9a-fF]{4}NRAL" + end),
        .starting("grafana-token", .service, ["glsa_"], "glsa_[A-Za-z0-9]{32}_[a-f0-9]{8}" + end),
        // Our own.
        .token("whence-token", .service, "whn_", "[a-f0-9]{16}_[a-f0-9]{48}" + end),
        .token("grafana-token", .service, "glc_", "[A-Za-z0-9+/]{32,400}+={0,3}"),
        // https://docs.datadoghq.com/account_management/api-app-keys/: client tokens; the others only a name can tell.
        .token("datadog-token", .service, "pub", "[a-f0-9]{32}" + end),
        .starting("dynatrace-token", .service, ["dt0c01.", "dt0s01.", "dt0s16."], "dt0[a-z]\\d\\d\\.[A-Z2-7]{8,24}\\.[A-Z2-7]{64}" + end),
        .token("sentry-token", .service, "sntrys_", "eyJ[A-Za-z0-9+/=_-]{60,400}+"),
        .token("sentry-token", .service, "sntryu_", "[a-f0-9]{64}" + end),
        .token("okta-token", .service, "SSWS ", "(?<secret>[A-Za-z0-9_-]{30,60}+)"),
        .token("linear-key", .service, "lin_api_", "[A-Za-z0-9]{32,48}" + end),
        .token("linear-token", .service, "lin_oauth_", "[a-f0-9]{64}" + end),
        .token("notion-token", .service, "ntn_", "[A-Za-z0-9]{40,60}" + end),
        .token("notion-token", .service, "secret_", "[A-Za-z0-9]{43}" + end),
        .token("airtable-token", .service, "pat", "[A-Za-z0-9]{14}\\.[a-f0-9]{64}" + end),
        .token("contentful-token", .service, "CFPAT-", "[A-Za-z0-9_-]{43}" + end),
        .token("dropbox-token", .service, "sl.", "[A-Za-z0-9_-]{130,}+"),
        .token("typeform-token", .service, "tfp_", "[A-Za-z0-9_.=-]{44,59}+"),
        .token("readme-key", .service, "rdme_", "[a-z0-9]{70}" + end),
        .token("frameio-token", .service, "fio-u-", "[A-Za-z0-9_=-]{64}" + end),
        .starting("duffel-token", .service, ["duffel_test_", "duffel_live_"], "duffel_(?:test|live)_[A-Za-z0-9_=-]{43}" + end),
        .token("adobe-secret", .service, "p8e-", "[A-Za-z0-9]{32}" + end),
        .token("intercom-token", .service, "dG9rO", "[A-Za-z0-9+/=]{40,80}+"),
        .token("algolia-key", .service, "ALG", "[A-Za-z0-9]{32}" + end),
        .token("elastic-key", .service, "essu_", "[A-Za-z0-9+/=_-]{40,200}+"),
    ]
}
