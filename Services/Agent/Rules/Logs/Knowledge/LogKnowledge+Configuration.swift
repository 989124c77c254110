/// What a program is told wrongly: variables, commands, configuration, files.
extension LogKnowledge {
    static let variables =
        LogSignature.all(
            .missingVariable, ["environment variable", "env var", "env variable", "envvar", "environment key"],
            beside: [
                "missing", "not set", "required", "must be set", "undefined", "not defined", "is empty", "unset", "not found", "no value",
                "must be provided", "not present", "not provided", "not specified", "must be defined", "must have", "isn't set", "is not available",
                "could not find", "needed", "doesn't exist", "does not exist", "have to set", "please set", "must specify",
            ])
        + [
            LogSignature(.missingVariable, "keyerror: '"), LogSignature(.missingVariable, "keyerror: \""),
            LogSignature(.missingVariable, "parameter not set"), LogSignature(.missingVariable, "parameter null or not set"),
            LogSignature(.missingVariable, "unbound variable"), LogSignature(.missingVariable, "could not resolve placeholder"),
            LogSignature(.missingVariable, "missing value", beside: ["required key", "env"]),
            LogSignature(.missingVariable, "environment variables", beside: ["missing", "required", "not set"]),
            LogSignature(.missingVariable, "database is uninitialized and superuser password is not specified"),
            LogSignature(.missingVariable, "you need to specify one of the following as an environment variable"),
            LogSignature(.missingVariable, "key not found:", beside: ["env", "fetch"]),
            LogSignature(.missingVariable, "system.argumentnullexception", beside: ["connectionstring"]),
        ]

    static let commands =
        LogSignature.all(
            .commandNotFound,
            [
                "executable file not found", "command not found", "no such file or directory: unknown", "can't open file '",
                "cannot find module '", "could not find or load main class", "unable to access jarfile", "modulenotfounderror", "no module named",
                "unknown flag", "unrecognized option", "unrecognized arguments", "unknown option", "invalid option",
                "flag provided but not defined", "unknown shorthand flag", "the following arguments are required", "error: unknown command",
                "unexpected argument", "unrecognised option", "illegal option", "no main manifest attribute", "could not open input file",
                "is not recognized as an internal or external command", "applet not found", "unknown argument", "no such subcommand",
                "err_module_not_found", "noclassdeffounderror", "classnotfoundexception", "error while loading shared libraries",
                "bad interpreter", "missing script:", "could not find a production build",
            ])
        + [
            LogSignature(.commandNotFound, "exec: \"", beside: ["not found", "no such file", "permission denied"]),
            LogSignature(.commandNotFound, "exec ", beside: [": no such file or directory"]),
            LogSignature(.commandNotFound, "unknown command", unless: ["err unknown command"]),
            LogSignature(.commandNotFound, ": not found", beside: ["sh: ", "bash: ", "env: ", "/bin/", "ash: "]),
            LogSignature(.commandNotFound, "can't open '", beside: ["sh: "]),
            LogSignature(.commandNotFound, "no such file or directory", beside: ["env: ", "exec: ", "bash: /", "sh: /", "can't execute '"]),
            LogSignature(.commandNotFound, "permission denied", beside: ["exec: ", "can't execute", "bash: /", "sh: /", "exec /"]),
        ]

    static let configuration =
        LogSignature.all(
            .invalidConfiguration,
            [
                "syntax error", "parse error", "parsing error", "failed to parse", "error parsing", "cannot parse", "unable to parse",
                "could not parse", "invalid configuration", "configuration error", "config file error", "bad directive", "config error",
                "invalid config", "yaml: ", "unexpected token", "invalid character", "invalid syntax", "error in configuration", "bad configuration",
                "configuration file", "unknown directive", "[emerg]", "invalid value", "invalid url", "malformed", "scannererror", "jsondecodeerror",
                "toml:", "unmarshal", "mapping values are not allowed", "unknown field", "unknown configuration", "configuration property",
                "failed to load config", "failed to bind properties", "failed to convert", "failed to bind", "error loading config",
                "could not load config", "missing required config", "required configuration",
                "invalid port", "bad config", "config validation", "configuration is invalid",
                "config is invalid", "error in config", "unsupported scheme", "parserexception",
                "invalid setting", "unknown setting", "invalid log level", "invalid format", "parsererror", "not a valid",
                "unrecognized configuration", "cannot unmarshal", "no configuration file", "configuration problem",
                "must be a number", "must be an integer", "nginx: configuration file",
            ],
            beside: [
                "err", "fatal", "fail", "invalid", "emerg", "panic", "exception", "cannot", "unable", "unknown", "unexpected", "missing", "critical",
                "could not", "mapping values", "malformed",
            ])
        + [
            LogSignature(.invalidConfiguration, "database \"", beside: ["does not exist"]),
            LogSignature(.invalidConfiguration, "unknown database '"),
        ]

    static let permissions =
        LogSignature.all(
            .permissionDenied,
            [
                "permission denied", "eacces", "operation not permitted", "eperm", "read-only file system", "erofs", "access is denied",
                "accessdeniedexception", "errno 13", "errno 30", "os error 13", "is not writable", "not writeable", "no write permission",
                "cannot write to", "readonly file system", "wrong ownership", "has wrong permissions", "unable to create directory",
            ])

    static let files = LogSignature.all(
        .missingFile,
        [
            "no such file or directory", "enoent", "file not found", "filenotfound", "cannot find the file", "nosuchfileexception",
            "does not exist: /", "errno 2]", "os error 2", "could not find file", "no such file", "cannot open /",
        ])
}
