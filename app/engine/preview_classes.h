#pragma once
// What a file, or a folder of them, tells of the classes of a program, looked at before it is imported.

#include "analysis/core/job.h"
#include "app/engine/import_logs.h"

namespace causeway::engine {

struct ClassPreview {
    std::string format;                // of the file that is shown, the first with calls or the first of all: a name of boundaries::classFormats(); empty: none does
    std::string told;                  // in a sentence: calls, classes, use cases, files
    std::vector<PreviewEvent> rows;    // what that file tells, a row each: its kind as the component
    // Of a folder that seems to hold several programs, whose classes have hardly a name in common: the folders of each, or its files where they lie among those of others.
    std::vector<std::vector<std::string>> programs;
};

// Large files are looked at by their first part alone. What cannot be read tells nothing. Errors: Cancelled.
Result<ClassPreview> previewClasses(const std::string &path, const Job &job);

} // namespace causeway::engine
