#pragma once
// What is known of a program's classes, from files, folders or a project.

#include <string>
#include <vector>

#include "analysis/boundaries/class_model.h"
#include "analysis/core/job.h"

namespace causeway::storage {
class Project;
}

namespace causeway::engine {

struct ClassData {
    boundaries::ClassModel model;
    std::vector<std::string> files;   // that were read, or sources of the project
    std::vector<Error> warnings;      // files passed over, lines that are not of their layout
    bool services = false;            // a project without classes, but with traces: its services, which run apart already
};

// path: a project, a file about classes or a folder of such files; of a folder, files of other kinds are passed over with a warning. Errors:
// NotFound, Unreadable, LimitExceeded, Damaged, InvalidInput (nothing about classes, or nothing that couples them: makeClassModel).
Result<ClassData> readClassData(const std::string &path, const Job &job);

// Of a project that is open. Errors: Damaged, Cancelled, InvalidInput (makeClassModel).
Result<ClassData> readClassData(storage::Project &project, const Job &job);
// The warning that names are no class of the model.
Error unknownClasses(const std::vector<std::string> &unknown, const boundaries::ClassModel &model, const std::string &file);

// A whole file, unpacked. Errors: NotFound, Unreadable, LimitExceeded (more than `most` bytes of text).
Result<std::string> readWholeFile(const std::string &path, std::size_t most);
// The first bytes of a file, unpacked.
Result<std::string> readHead(const std::string &path);

} // namespace causeway::engine
