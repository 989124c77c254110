extension MaskingRule {
    private static let end = "(?![A-Za-z0-9_-])"

    /// Where code, packages and images live, and what builds and deploys them.
    static let forges: [MaskingRule] = [
        // https://docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github
        .starting("github-token", .forge, ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], "gh[pousr]_[A-Za-z0-9]{36,255}+"),
        .token("github-token", .forge, "github_pat_", "[A-Za-z0-9_]{50,255}+"),
        // https://docs.gitlab.com/security/tokens/#token-prefixes
        .starting(
            "gitlab-token", .forge,
            [
                "glpat-", "gldt-", "glrt-", "glrtr-", "glcbt-", "glptt-", "glft-", "glimt-", "glagent-", "glsoat-", "glffct-", "gloas-", "glwt-",
            ], "gl(?:pat|dt|rtr?|cbt|ptt|ft|imt|agent|soat|ffct|oas|wt)-[A-Za-z0-9_.=-]{20,300}+"),
        .token("gitlab-token", .forge, "GR1348941", "[A-Za-z0-9_-]{20,40}+"),
        .token("gitlab-session", .forge, "_gitlab_session=", "[0-9a-z]{32}"),
        // https://support.atlassian.com: API tokens and Bitbucket's app passwords.
        .starting("atlassian-token", .forge, ["ATATT3", "ATCTT3"], "AT[AC]TT3[A-Za-z0-9_=-]{100,250}+"),
        .token("bitbucket-password", .forge, "ATBB", "[A-Za-z0-9]{32}" + end),
        .token("npm-token", .forge, "npm_", "[A-Za-z0-9]{36}" + end),
        .starting("pypi-token", .forge, ["pypi-AgE"], "pypi-AgE[A-Za-z0-9_-]{50,1000}+"),
        .token("rubygems-key", .forge, "rubygems_", "[a-f0-9]{48}" + end),
        .token("nuget-key", .forge, "oy2", "[a-z0-9]{43}" + end),
        .token("crates-token", .forge, "cio", "[A-Za-z0-9]{32}" + end),
        .token("clojars-token", .forge, "CLOJARS_", "[a-f0-9]{60}" + end),
        // https://docs.docker.com/security/access-tokens/
        .starting("docker-token", .forge, ["dckr_pat_", "dckr_oat_"], "dckr_[po]at_[A-Za-z0-9_-]{27,60}+"),
        .token("jfrog-key", .forge, "AKCp", "[A-Za-z0-9]{60,80}+"),
        .token("jfrog-token", .forge, "cmVmdGtu", "[A-Za-z0-9+/]{56}"),
        // https://developer.hashicorp.com/vault/docs/concepts/tokens
        .starting("vault-token", .forge, ["hvs.", "hvb.", "hvr."], "hv[sbr]\\.[A-Za-z0-9_-]{20,300}+"),
        .around("terraform-token", .forge, ".atlasv1.", .before(14), "[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_=-]{60,70}"),
        .token("pulumi-token", .forge, "pul-", "[a-f0-9]{40}" + end),
        .starting(
            "doppler-token", .forge, ["dp.pt.", "dp.st.", "dp.ct.", "dp.sa.", "dp.scim.", "dp.audit."],
            "dp\\.(?:pt|st|ct|sa|scim|audit)\\.(?:[a-z0-9_-]{2,35}\\.)?[A-Za-z0-9]{40,44}" + end),
        .starting("1password-token", .forge, ["ops_eyJ"], "ops_eyJ[A-Za-z0-9+/_-]{100,}+={0,3}"),
        .token("circleci-token", .forge, "CCIPAT_", "[A-Za-z0-9]{22}_[a-f0-9]{40}" + end),
        .token("buildkite-token", .forge, "bkua_", "[a-f0-9]{40}" + end),
        .token("octopus-key", .forge, "API-", "[A-Z0-9]{26,32}" + end),
        .token("prefect-key", .forge, "pnu_", "[A-Za-z0-9]{36}" + end),
        .token("infracost-key", .forge, "ico-", "[A-Za-z0-9]{32}" + end),
        .starting("sonar-token", .forge, ["sqp_", "squ_", "sqa_"], "sq[pua]_[a-f0-9]{40}" + end),
        .token("postman-key", .forge, "PMAK-", "[a-f0-9]{24}-[a-f0-9]{34}" + end),
        .token("figma-token", .forge, "figd_", "[A-Za-z0-9_-]{38,48}"),
        .starting("harness-token", .forge, ["pat.", "sat."], "[ps]at\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9]{24}\\.[A-Za-z0-9]{20}" + end),
        .starting(
            "launchdarkly-key", .forge, ["sdk-", "api-", "mob-"],
            "(?:sdk|api|mob)-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
    ]
}
