#include "OpenAPIDocuments.h"

// The compiler reads the documents as they are, so they are written once and every build serves what was reviewed.

static const char ingest[] = {
#embed "ingest.yaml" suffix(, 0)
};

static const char agent[] = {
#embed "agent.yaml" suffix(, 0)
};

const char *openapi_ingest(void) { return ingest; }

const char *openapi_agent(void) { return agent; }
