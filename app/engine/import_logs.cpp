#include "app/engine/import_logs.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <thread>

#include "analysis/boundaries/class_files.h"
#include "analysis/decode/signals/signal_decoder.h"
#include "app/engine/group_sessions.h"
#include "app/engine/import_classes.h"
#include "app/engine/import_hints.h"
#include "app/engine/mine_templates.h"
#include "app/engine/span_starts.h"
#include "storage/import/import_signals.h"
#include "storage/label_store.h"
#include "storage/span_store.h"

namespace causeway::engine {

namespace {

constexpr std::string_view kCallFlow = "call-flow"; // calls are spans, and tell of classes

double secondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Sessions of the current grouping that have events of each of the sources; labels for them.
Result<std::uint64_t> countAndLabel(storage::Project &project, std::optional<Verdict> verdict, unsigned threads, const std::vector<SourceId> &sources,
                                    std::vector<ImportedFile> &files, const Job &job)
{
    CAUSEWAY_ASSIGN(auto sessions, currentSessions(project, threads, job));
    CAUSEWAY_ASSIGN(auto snapshot, project.snapshot());
    std::map<SourceId, std::size_t> fileOf;
    for (const storage::SourceInfo &source : snapshot->sources)
        if (const auto found = std::find(sources.begin(), sources.end(), sourceOfEvents(*snapshot, source.id)); found != sources.end())
            fileOf.emplace(source.id, static_cast<std::size_t>(found - sources.begin()));
    std::vector<storage::Label> labels;
    for (std::size_t s = 0; s < sessions->sessions.size(); ++s) {
        std::vector<bool> seen(files.size());
        for (const EventId event : sessions->eventsOf(s)) {
            const storage::ChunkInfo *chunk = snapshot->chunkOf(event);
            if (chunk == nullptr)
                continue;
            if (const auto found = fileOf.find(chunk->source); found != fileOf.end())
                seen[found->second] = true;
        }
        bool any = false;
        for (std::size_t f = 0; f < files.size(); ++f) {
            files[f].sessions += seen[f] ? 1 : 0;
            any = any || seen[f];
        }
        if (any && verdict)
            labels.push_back({{SubjectKind::Session, sessions->subjectId(s)}, *verdict, "", "import", "", 0});
    }
    if (!labels.empty())
        CAUSEWAY_TRY(project.write(storage::Project::Durability::Durable,
                                   [&](storage::Database &database) { return storage::LabelStore::insertImported(database, labels); }));
    return labels.size();
}

// Whether some source of the project is a sequence file already.
Result<bool> hasSequences(storage::Project &project)
{
    CAUSEWAY_ASSIGN(auto snapshot, project.snapshot());
    return std::any_of(snapshot->sources.begin(), snapshot->sources.end(), [](const storage::SourceInfo &s) { return s.format == "sequences"; });
}

Result<storage::ImportedSignals> importOne(storage::Appender &appender, const std::string &path, const storage::SourceOptions &options, bool firstSequences,
                                           const Job &job, const std::function<void(std::uint64_t)> &onBytes)
{
    CAUSEWAY_ASSIGN(const std::string signals, storage::signalFormatOf(path, options));
    if (!signals.empty()) {
        CAUSEWAY_ASSIGN(storage::ImportedSignals spans, storage::importSignals(appender, path, signals, options, job, onBytes));
        if (signals == kCallFlow)
            CAUSEWAY_TRY(addClassFacts(appender, spans.source.info.id, path, signals));
        return spans;
    }
    CAUSEWAY_ASSIGN(const std::string classes, classFormatOfFile(path, options));
    if (!classes.empty())
        return importClassFile(appender, path, classes, options, job);
    storage::ImportedSignals imported;
    CAUSEWAY_ASSIGN(imported.source, storage::importSource(appender, path, options, firstSequences, job, onBytes));
    return imported;
}

// What of the files' spans is in earlier sources: one note for all.
Result<std::optional<Error>> tellRepeats(const storage::Project &project, const std::vector<SourceId> &sources, const std::vector<ImportedFile> &files)
{
    CAUSEWAY_ASSIGN(const auto repeats, storage::SpanStore(project).repeats(Job{}));
    std::uint64_t spans = 0;
    std::vector<std::string> paths;
    for (const storage::RepeatedIn &one : repeats)
        if (const auto found = std::find(sources.begin(), sources.end(), one.source); found != sources.end()) {
            spans += one.spans;
            paths.push_back(files[static_cast<std::size_t>(found - sources.begin())].file);
        }
    if (spans == 0)
        return std::optional<Error>();
    return Error{ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("%1{span is|spans are} already in the project: what is imported again counts once"), spans), {}, {}, {paths.size() == 1 ? paths.front() : std::string(), 0, -1}};
}

} // namespace

Result<ImportResponse> importLogs(storage::Project &project, const ImportRequest &request, const Job &job)
{
    const unsigned threads = request.threads > 0 ? request.threads : std::max(1u, std::thread::hardware_concurrency());
    CAUSEWAY_ASSIGN(const storage::FoundFiles found, storage::findFiles(request.paths));
    ImportResponse response;
    for (const auto &[path, why] : found.passedOver)
        response.warnings.push_back({ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("A file was passed over")), why, {}, {path, 0, -1}});
    std::uint64_t totalBytes = 0;
    for (const storage::FoundFile &file : found.files) {
        std::error_code error;
        const auto size = std::filesystem::file_size(file.path, error);
        totalBytes += error ? 0 : size;
    }
    CAUSEWAY_ASSIGN(bool sequencesSeen, hasSequences(project));
    std::vector<SourceId> sources;
    std::vector<storage::Label> labels;
    bool sequences = false, logs = false, spans = false;
    {
        CAUSEWAY_ASSIGN(auto appender, storage::Appender::begin(project.shared_from_this()));
        std::uint64_t bytesBefore = 0;
        for (const storage::FoundFile &file : found.files) {
            const auto start = std::chrono::steady_clock::now();
            storage::SourceOptions options;
            options.name = !request.source ? file.name : found.files.size() == 1 ? *request.source : *request.source + "/" + file.name;
            options.format = request.format;
            options.layouts = request.layouts;
            options.threads = threads;
            std::uint64_t bytesHere = 0;
            auto one = importOne(*appender, file.path, options, !sequencesSeen, job, [&](std::uint64_t bytes) {
                bytesHere = bytes;
                job.report({static_cast<double>(bytesBefore + bytes), static_cast<double>(totalBytes), Progress::Unit::Bytes});
            });
            if (!one) {
                // A file that was only found in a folder does not stop the others, unless writing itself fails.
                const ErrorCode code = one.error().code;
                const bool readable = code != ErrorCode::NotFound && code != ErrorCode::Unreadable && code != ErrorCode::InvalidInput;
                if (file.named || readable)
                    return failure(std::move(one).error());
                response.warnings.push_back(std::move(one).error());
                continue;
            }
            bytesBefore += bytesHere;
            const storage::ImportedSource *imported = &one->source;
            response.warnings.insert(response.warnings.end(), one->notes.begin(), one->notes.end());
            const bool isSequences = imported->info.format == "sequences";
            sequences = sequences || isSequences;
            logs = logs || (!isSequences && imported->info.events > 0);
            spans = spans || imported->info.spans > 0;
            sequencesSeen = sequencesSeen || isSequences;
            ImportedFile report;
            report.file = file.path;
            report.source = imported->info.name;
            report.format = imported->info.format;
            report.why = imported->why;
            report.events = imported->info.events;
            report.spans = imported->info.spans;
            report.metricPoints = imported->info.metricPoints;
            report.skipped = imported->info.skipped;
            report.bytes = imported->info.bytes;
            report.seconds = secondsSince(start);
            report.incompleteAt = imported->info.incompleteAt;
            report.damage = imported->damage;
            if (imported->damage)
                response.warnings.push_back(*imported->damage);
            sources.push_back(imported->info.id);
            response.files.push_back(std::move(report));
            labels.insert(labels.end(), imported->labels.begin(), imported->labels.end());
        }
        gatherSplits(response.warnings);
        if (response.files.empty())
            return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("There is nothing to import")), Message(CAUSEWAY_TEXT("none of the files could be read")),
                           Message(CAUSEWAY_TEXT("See the warnings for each of them.")));
        CAUSEWAY_TRY(appender->commit(labels));
        response.labelled = labels.size();
    }
    // From here on the import stands; what follows is made again when it is asked for.
    if (spans) {
        CAUSEWAY_ASSIGN(auto told, tellRepeats(project, sources, response.files));
        if (told)
            response.warnings.push_back(std::move(*told));
    }
    CAUSEWAY_TRY(mineTemplates(project, {threads}, Job{}));
    CAUSEWAY_ASSIGN(const std::string remembered, project.setting("grouping"));
    const bool asked = request.label || !remembered.empty();
    const bool asTraces = spans && (request.label || remembered == "trace");
    if ((sequences && !logs) || ((sequences || logs) && asked) || asTraces) {
        std::optional<Verdict> verdict = request.label;
        CAUSEWAY_ASSIGN(const std::uint64_t labelled, countAndLabel(project, verdict, threads, sources, response.files, Job{}));
        response.labelled = std::max(response.labelled, labelled);
    }
    return response;
}

std::vector<decode::FormatInfo> importFormats()
{
    std::vector<decode::FormatInfo> all = decode::formats();
    const auto &signals = decode::signalFormats();
    all.insert(all.end(), signals.begin(), signals.end());
    for (const boundaries::ClassFormat &format : boundaries::classFormats())
        if (format.name != boundaries::kProposalFormat && format.name != kCallFlow)
            all.push_back({std::string(format.name), "classes", std::string(format.description)});
    return all;
}

Result<ImportPreview> previewImport(const std::string &path, const std::vector<decode::Layout> &layouts, std::optional<std::string> format)
{
    storage::SourceOptions options;
    options.format = std::move(format);
    options.layouts = layouts;
    ImportPreview preview;
    CAUSEWAY_ASSIGN(preview.signals, storage::signalFormatOf(path, options));
    if (!preview.signals.empty()) {
        CAUSEWAY_ASSIGN(const storage::SignalCounts counts, storage::countSignals(path, preview.signals));
        preview.look.why = preview.signals + ": " + std::to_string(counts.spans) + " spans, " + std::to_string(counts.logs) + " log records and " + std::to_string(counts.points) +
                           " metric points in the first part of the file";
        return preview;
    }
    CAUSEWAY_ASSIGN(preview.look, storage::lookAtFile(path, options));
    if (preview.look.sequences) {
        for (const std::string &line : preview.look.firstLines)
            preview.events.push_back({line.substr(0, 4096), true, TimePoint::none(), Level::Unknown, {}, line.substr(0, 4096)});
        return preview;
    }
    CAUSEWAY_ASSIGN(auto decoder, decode::SourceDecoder::make(preview.look.layouts));
    decode::Record record;
    for (const std::string &line : preview.look.firstLines) {
        PreviewEvent event;
        event.line = line.substr(0, 4096);
        std::uint16_t layout = 0;
        event.event = decoder.decode(line, record, layout);
        if (event.event) {
            event.time = record.time;
            event.level = record.level;
            for (const decode::Field &field : record.fields) {
                if (field.role == Role::Component)
                    event.component = line.substr(field.begin, field.end - field.begin);
                else if (field.role == Role::Content)
                    event.content = line.substr(field.begin, std::min<std::size_t>(field.end - field.begin, 4096));
            }
        }
        preview.events.push_back(std::move(event));
    }
    return preview;
}

} // namespace causeway::engine
