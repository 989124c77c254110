extension MaskingRule {
    private static let end = "(?![A-Za-z0-9_-])"

    /// Providers of language models.
    static let ai: [MaskingRule] = [
        .token("anthropic-key", .ai, "sk-ant-", "[A-Za-z0-9_-]{20,200}+"),
        .starting("openai-key", .ai, ["sk-proj-", "sk-svcacct-", "sk-admin-", "sk-None-"], "sk-(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{20,300}+"),
        .around("openai-key", .ai, "T3BlbkFJ", .before(23), "sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}"),
        .token("openrouter-key", .ai, "sk-or-v1-", "[a-f0-9]{64}" + end),
        // DeepSeek's and others' that are alike.
        .token("ai-key", .ai, "sk-", "[A-Za-z0-9]{24,64}" + end, .random),
        .token("huggingface-token", .ai, "hf_", "[A-Za-z0-9]{30,40}" + end),
        .token("huggingface-token", .ai, "api_org_", "[A-Za-z]{34}" + end),
        .token("groq-key", .ai, "gsk_", "[A-Za-z0-9]{48,60}" + end),
        .token("xai-key", .ai, "xai-", "[A-Za-z0-9]{70,90}" + end),
        .token("perplexity-key", .ai, "pplx-", "[A-Za-z0-9]{40,60}" + end),
        .token("replicate-token", .ai, "r8_", "[A-Za-z0-9]{37}" + end),
        .token("langsmith-key", .ai, "lsv2_", "(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}" + end),
        .token("nvidia-key", .ai, "nvapi-", "[A-Za-z0-9_-]{60,80}+"),
        .token("tavily-key", .ai, "tvly-", "[A-Za-z0-9-]{20,60}+"),
    ]
}
