import AgentApp

await AgentProgram.main()
