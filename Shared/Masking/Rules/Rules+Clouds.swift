extension MaskingRule {
    private static let end = "(?![A-Za-z0-9_-])"

    /// Providers of machines, storage and networks.
    static let clouds: [MaskingRule] = [
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
        .starting("aws-key", .cloud, ["AKIA", "ASIA", "ABIA", "ACCA"], "A(?:KIA|SIA|BIA|CCA)[A-Z2-7]{16}(?![A-Za-z0-9])"),
        .token("aws-bedrock-key", .cloud, "ABSK", "[A-Za-z0-9+/]{100,280}+={0,2}"),
        .token("aws-session-token", .cloud, "IQoJb3JpZ2lu", "[A-Za-z0-9+/=%]{40,4000}+"),
        .token("aws-session-token", .cloud, "FwoGZXIvYXdz", "[A-Za-z0-9+/=%]{40,4000}+"),
        // https://cloud.google.com/docs/authentication/api-keys
        .token("google-key", .cloud, "AIza", "[A-Za-z0-9_-]{35}" + end),
        .token("google-token", .cloud, "ya29.", "[A-Za-z0-9._-]{20,}+"),
        .token("google-client-secret", .cloud, "GOCSPX-", "[A-Za-z0-9_-]{24,40}+"),
        .token("google-refresh-token", .cloud, "1//0", "[A-Za-z0-9_-]{40,}+"),
        // Keys that Azure makes so that they can be told: https://learn.microsoft.com/purview/sit-defn-azure-storage-account-key
        .around("azure-client-secret", .cloud, "Q~", .before(4), #"[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}"#),
        .around("azure-storage-key", .cloud, "+ASt", .before(76), #"[A-Za-z0-9+/]{76}\+ASt[A-Za-z0-9+/]{6}=="#),
        .around("azure-devops-token", .cloud, "AZDO", .before(76), "[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}"),
        .around("azure-batch-key", .cloud, "+ABa", .before(76), #"[A-Za-z0-9+/]{76}\+ABa[A-Za-z0-9+/]{6}=="#),
        .around("azure-cosmos-key", .cloud, "ACDb", .before(76), "[A-Za-z0-9+/]{76}ACDb[A-Za-z0-9+/]{5,6}={1,2}"),
        .around("azure-search-key", .cloud, "AzSe", .before(42), "[A-Za-z0-9]{42}AzSe[A-Da-d][A-Za-z0-9]{5}"),
        .around("azure-cache-key", .cloud, "AzCa", .before(33), "[A-Za-z0-9]{33}AzCa[A-Za-z0-9]{6}[A-Za-z0-9=]"),
        .around("azure-bus-key", .cloud, "+ASb", .before(33), #"[A-Za-z0-9+/]{33}\+ASb[A-Za-z0-9+/]{6}="#),
        .around("azure-hub-key", .cloud, "+AEh", .before(33), #"[A-Za-z0-9+/]{33}\+AEh[A-Za-z0-9+/]{6}="#),
        .around("azure-registry-key", .cloud, "+ACR", .before(42), #"[A-Za-z0-9+/]{42}\+ACR[A-D][A-Za-z0-9+/]{5}"#),
        // https://docs.digitalocean.com/reference/api/: personal, OAuth and refresh tokens.
        .starting("digitalocean-token", .cloud, ["dop_v1_", "doo_v1_", "dor_v1_"], "do[opr]_v1_[a-f0-9]{64}" + end),
        .token("alibaba-key", .cloud, "LTAI", "[A-Za-z0-9]{12,24}+" + end),
        .token("tencent-key", .cloud, "AKID", "[A-Za-z0-9]{32}" + end),
        .token("yandex-key", .cloud, "AQVN", "[A-Za-z0-9_-]{35,38}" + end),
        .token("yandex-token", .cloud, "t1.", "[A-Z0-9a-z_-]+[=]{0,2}\\.[A-Z0-9a-z_-]{86}[=]{0,2}"),
        .token("cloudflare-ca-key", .cloud, "v1.0-", "[a-f0-9]{24}-[a-f0-9]{146}" + end),
        .token("heroku-key", .cloud, "HRKU-", "[A-Za-z0-9_-]{36,64}+"),
        .token("fly-token", .cloud, "fo1_", "[A-Za-z0-9_-]{43}" + end),
        .starting("fly-token", .cloud, ["fm1a_", "fm1r_", "fm2_"], "fm(?:1[ar]|2)_[A-Za-z0-9+/_-]{60,}+={0,3}"),
        .token("netlify-token", .cloud, "nfp_", "[A-Za-z0-9]{36,40}" + end),
        .starting("vercel-token", .cloud, ["vcp_", "vci_", "vca_", "vcr_", "vck_"], "vc[piark]_[A-Za-z0-9]{24,64}" + end),
        .token("supabase-token", .cloud, "sbp_", "[a-f0-9]{40}" + end),
        .token("supabase-key", .cloud, "sb_secret_", "[A-Za-z0-9_-]{20,64}+"),
        .token("scalingo-token", .cloud, "tk-us-", "[A-Za-z0-9_-]{48}" + end),
        .starting(
            "planetscale-token", .cloud, ["pscale_tkn_", "pscale_pw_", "pscale_oauth_"], "pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_=.-]{32,64}" + end),
        // https://docs.databricks.com/dev-tools/auth/pat.html
        .token("databricks-token", .cloud, "dapi", "[a-f0-9]{32}(?:-\\d)?" + end),
        .token("tailscale-key", .cloud, "tskey-", "[a-z]{2,12}-[A-Za-z0-9]{6,32}-[A-Za-z0-9]{16,64}" + end),
        // https://docs.openshift.com: tokens of OAuth.
        .token("openshift-token", .cloud, "sha256~", "[A-Za-z0-9_-]{43}" + end),
    ]
}
