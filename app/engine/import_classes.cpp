#include "app/engine/import_classes.h"

#include <algorithm>
#include <filesystem>

#include "analysis/boundaries/class_files.h"
#include "app/engine/class_data.h"
#include "storage/class_store.h"
#include "storage/database.h"

namespace causeway::engine {

Result<std::string> classFormatOfFile(const std::string &path, const storage::SourceOptions &options)
{
    if (options.format && *options.format != "auto") {
        const auto formats = boundaries::classFormats();
        return std::ranges::any_of(formats, [&](const boundaries::ClassFormat &one) { return one.name == *options.format; }) ? *options.format : std::string();
    }
    if (!options.layouts.empty())
        return std::string();
    const auto head = readHead(path);
    return head ? std::string(boundaries::classFormatOf(*head, std::filesystem::path(path).filename().string())) : std::string(); // who reads all of it tells what is wrong
}

Result<void> addClassFacts(storage::Appender &appender, SourceId source, const std::string &path, const std::string &format)
{
    const auto bytes = readWholeFile(path, boundaries::kMostClassFileBytes);
    if (!bytes)
        return {}; // its damage is told by who reads the rest of it
    const auto file = boundaries::readClassFile(*bytes, format, std::filesystem::path(path).filename().string());
    if (!file)
        return {};
    return appender.project().write(storage::Project::Durability::Normal, [&](storage::Database &database) { return storage::ClassStore::insert(database, source, file->facts); });
}

Result<storage::ImportedSignals> importClassFile(storage::Appender &appender, const std::string &path, const std::string &format, const storage::SourceOptions &options, const Job &job)
{
    if (format == boundaries::kProposalFormat)
        return failure(ErrorCode::InvalidInput, Message(kNoClasses), Message(CAUSEWAY_TEXT("it tells nothing of the classes themselves")),
                       Message(CAUSEWAY_TEXT("Its measures: causeway boundaries PROJECT --score FILE.")), {path, 0, -1});
    CAUSEWAY_ASSIGN(const std::string bytes, readWholeFile(path, boundaries::kMostClassFileBytes));
    auto file = boundaries::readClassFile(bytes, format, std::filesystem::path(path).filename().string());
    if (!file) {
        Error error = std::move(file).error();
        error.where.file = path;
        return failure(std::move(error));
    }
    if (job.isCancelled())
        return failure(cancelled());
    CAUSEWAY_ASSIGN(const SourceId id, appender.beginSource(options.name, path));
    CAUSEWAY_TRY(appender.project().write(storage::Project::Durability::Normal, [&](storage::Database &database) { return storage::ClassStore::insert(database, id, file->facts); }));
    storage::Appender::SourceEnd end;
    end.format = format;
    end.bytes = bytes.size();
    end.skipped = file->skipped;
    storage::ImportedSignals out;
    CAUSEWAY_ASSIGN(out.source.info, appender.endSource(end));
    out.source.why = "what it holds";
    if (file->skipped > 0)
        out.notes.push_back({ErrorCode::InvalidInput, Message(kLinesLeftOut, file->skipped, file->records), Message(CAUSEWAY_TEXT("they are not of the layout “%1”"), format), {}, {path, file->firstSkipped, -1}});
    return out;
}

} // namespace causeway::engine
