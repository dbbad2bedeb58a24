#include "app/engine/class_data.h"

#include <filesystem>

#include "analysis/boundaries/class_files.h"
#include "analysis/boundaries/trace_facts.h"
#include "app/engine/current_spans.h"
#include "app/engine/is_project.h"
#include "app/engine/nearest.h"
#include "storage/class_store.h"
#include "storage/import/byte_source.h"

namespace causeway::engine {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kHeadBytes = 64u << 10;
constexpr std::size_t kBlockBytes = 1u << 20;

Message knownLayouts() { return Message(CAUSEWAY_TEXT("causeway help boundaries lists the layouts that are read.")); }

Result<ClassData> finish(ClassData out, const std::vector<boundaries::ClassFact> &facts, const std::string &path)
{
    auto model = boundaries::makeClassModel(facts);
    if (!model) {
        Error problem = std::move(model).error();
        problem.where.file = path;
        return failure(std::move(problem));
    }
    out.model = *std::move(model);
    return out;
}

} // namespace

Result<ClassData> readClassData(storage::Project &project, const Job &job)
{
    ClassData out;
    CAUSEWAY_ASSIGN(std::vector<boundaries::ClassFact> facts, storage::ClassStore(project).load(job));
    CAUSEWAY_ASSIGN(out.files, storage::ClassStore(project).sources());
    if (facts.empty()) {
        const auto spans = currentSpans(project, job);
        if (!spans && spans.error().code != ErrorCode::NotFound)
            return failure(spans.error());
        if (spans) {
            CAUSEWAY_ASSIGN(facts, boundaries::factsOfTraces(**spans, job));
            out.services = true;
        }
    }
    return finish(std::move(out), facts, {});
}

Error unknownClasses(const std::vector<std::string> &unknown, const boundaries::ClassModel &model, const std::string &file)
{
    const std::string near = nearest(unknown.front(), model.classes);
    return {ErrorCode::NotFound, Message(CAUSEWAY_TEXT("%1{class is|classes are} not known here and left out"), unknown.size()), Message(CAUSEWAY_TEXT("the first is “%1”"), unknown.front()),
            near.empty() ? Message() : Message(CAUSEWAY_TEXT("Was “%1” meant?"), near), {file, 0, -1}};
}

Result<std::string> readWholeFile(const std::string &path, std::size_t most)
{
    CAUSEWAY_ASSIGN(auto source, storage::ByteSource::open(path));
    std::string text, block(kBlockBytes, '\0');
    while (true) {
        CAUSEWAY_ASSIGN(const std::size_t n, source->read(block.data(), block.size()));
        if (n == 0)
            return text;
        if (text.size() + n > most)
            return failure(ErrorCode::LimitExceeded, Message(CAUSEWAY_TEXT("A file is too large")), Message(CAUSEWAY_TEXT("it holds more than %1 of text"), Bytes{most}), {}, {path, 0, -1});
        text.append(block, 0, n);
    }
}

Result<std::string> readHead(const std::string &path)
{
    CAUSEWAY_ASSIGN(auto source, storage::ByteSource::open(path));
    std::string head(kHeadBytes, '\0');
    std::size_t size = 0;
    while (size < head.size()) {
        CAUSEWAY_ASSIGN(const std::size_t n, source->read(head.data() + size, head.size() - size));
        if (n == 0)
            break;
        size += n;
    }
    head.resize(size);
    return head;
}

Result<ClassData> readClassData(const std::string &path, const Job &job)
{
    std::error_code error;
    if (isProject(path)) {
        CAUSEWAY_ASSIGN(const auto project, storage::Project::open(path, storage::Project::Mode::OpenExisting));
        auto data = readClassData(*project, job);
        if (!data) {
            Error problem = std::move(data).error();
            if (problem.where.file.empty())
                problem.where.file = path;
            return failure(std::move(problem));
        }
        return data;
    }
    if (!fs::exists(path, error))
        return failure(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("The data about classes cannot be read")), Message(CAUSEWAY_TEXT("there is no such file or folder")), {}, {path, 0, -1});
    CAUSEWAY_ASSIGN(const storage::FoundFiles found, storage::findFiles({path}));
    ClassData out;
    std::vector<boundaries::ClassFact> facts;
    std::size_t splits = 0, ofSplits = 0; // files that hold one, and the warning about them
    for (const storage::FoundFile &file : found.files) {
        if (job.isCancelled())
            return failure(cancelled());
        const auto place = [&](Error problem) {
            if (problem.where.file.empty())
                problem.where.file = file.path;
            return problem;
        };
        CAUSEWAY_ASSIGN(const std::string head, readHead(file.path));
        const std::string name = fs::path(file.path).filename().string();
        const std::string_view format = boundaries::classFormatOf(head, name);
        if (format.empty() || format == boundaries::kProposalFormat) {
            Error passed{ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("A file was passed over")), format.empty() ? Message(CAUSEWAY_TEXT("it is of no layout that tells of classes")) : Message(CAUSEWAY_TEXT("it is a split into services")),
                         format.empty() ? knownLayouts() : Message(CAUSEWAY_TEXT("Its measures: causeway boundaries DATA --score FILE.")), {file.path, 0, -1}};
            if (file.named) {
                passed.what = Message(CAUSEWAY_TEXT("The data about classes cannot be read"));
                return failure(std::move(passed));
            }
            if (format == boundaries::kProposalFormat && splits++ > 0) // told together
                continue;
            if (!format.empty())
                ofSplits = out.warnings.size();
            out.warnings.push_back(std::move(passed));
            continue;
        }
        CAUSEWAY_ASSIGN(const std::string bytes, readWholeFile(file.path, boundaries::kMostClassFileBytes));
        auto read = boundaries::readClassFile(bytes, format, name);
        if (!read) {
            if (file.named)
                return failure(place(std::move(read).error()));
            out.warnings.push_back(place(std::move(read).error()));
            continue;
        }
        if (read->skipped > 0)
            out.warnings.push_back({ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("%1 of %2 lines were left out"), read->skipped, read->records), Message(CAUSEWAY_TEXT("they are not of the layout “%1”"), format), {}, {file.path, read->firstSkipped, -1}});
        out.files.push_back(file.path);
        facts.insert(facts.end(), std::make_move_iterator(read->facts.begin()), std::make_move_iterator(read->facts.end()));
        if (facts.size() > boundaries::kMostFacts)
            return failure(ErrorCode::LimitExceeded, Message(CAUSEWAY_TEXT("The data about classes cannot be read")), Message(CAUSEWAY_TEXT("they hold more than %1 facts"), boundaries::kMostFacts), {}, {path, 0, -1});
    }
    if (splits > 1) {
        out.warnings[ofSplits].what = Message(CAUSEWAY_TEXT("%1{file was|files were} passed over"), splits);
        out.warnings[ofSplits].why = Message(CAUSEWAY_TEXT("they are splits into services; this is the first"));
    }
    if (out.files.empty())
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The data about classes cannot be read")), Message(CAUSEWAY_TEXT("none of the %1{file is|files are} of a layout that tells of classes"), found.files.size()), knownLayouts(), {path, 0, -1});
    return finish(std::move(out), facts, path);
}

} // namespace causeway::engine
