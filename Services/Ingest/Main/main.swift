import IngestApp

await IngestProgram.main()
