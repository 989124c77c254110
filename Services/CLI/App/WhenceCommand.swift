import AgentApp
package import ArgumentParser

/// `whence`: everything that a person does at a terminal.
package struct WhenceCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "whence",
        abstract: "Says where an incident in Kubernetes came from.",
        version: "whence \(AgentApplication.version)",
        subcommands: [
            AnalyzeCommand.self, DemoCommand.self, DoctorCommand.self, EvalCommand.self, JobsCommand.self, MaskCommand.self, RecordCommand.self,
            ReplayCommand.self,
            TokenCommand.self,
        ])

    package init() {}
}
