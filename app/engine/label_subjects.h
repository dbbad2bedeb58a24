#pragma once
// Labels as people set them, and labels as CSV (`subject,verdict,kind,by,note`).

#include <string>
#include <vector>

#include "analysis/core/job.h"
#include "storage/label_store.h"

namespace causeway::engine {

// A subject as a person writes it ("session:…", "window:…", "identifier:blk=blk_1", a bare KEY of the current grouping).
// A session must exist in the current grouping where the text names that grouping or none. Errors: NotFound.
Result<Subject> resolveSubject(storage::Project &project, std::string_view text, const Job &job);

struct LabelSubjectsRequest {
    std::vector<std::string> subjects; // resolved as above
    Verdict verdict = Verdict::Unsure;
    std::string kind, by, note;        // by empty = the name of the user that runs the program
};

struct LabelSubjectsResponse {
    storage::EditNumber edit = 0;      // 0: nothing changed
    std::vector<storage::Label> set;
    storage::LabelCounts counts;       // of the project, afterwards
};

// Whom a label is by where nobody else is named: the user that runs the program.
std::string userName();

// One edit for all. Durable when it returns.
Result<LabelSubjectsResponse> labelSubjects(storage::Project &project, const LabelSubjectsRequest &request, const Job &job);
// Takes a label away; an edit as well. NotFound where there is none.
Result<LabelSubjectsResponse> unlabelSubject(storage::Project &project, std::string_view subject, const Job &job);

// All rows or none: the error names the file's line. Times of labels are now. A leading ' before = + - @ is taken away.
struct ImportLabelsRequest {
    std::string path;
};
Result<LabelSubjectsResponse> importLabels(storage::Project &project, const ImportLabelsRequest &request, const Job &job);

} // namespace causeway::engine
