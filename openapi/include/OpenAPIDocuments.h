#pragma once

// The services' OpenAPI 3.1 documents in YAML: UTF-8, terminated by NUL, valid for as long as the process lives.

const char *openapi_ingest(void);
const char *openapi_agent(void);
