#include "app/engine/preview_classes.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "analysis/boundaries/class_files.h"
#include "app/engine/class_data.h"

namespace causeway::engine {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kRows = 200, kMostFiles = 5'000, kReadOfEach = 3; // files of a folder that tell whose classes they are
constexpr std::size_t kMostBytes = 8u << 20;
constexpr double kInCommon = 0.2;

struct Found {
    std::string path, format;
};

std::string formatOf(const std::string &path)
{
    const auto head = readHead(path);
    if (!head)
        return {};
    const std::string_view format = boundaries::classFormatOf(*head, fs::path(path).filename().string());
    return format == boundaries::kProposalFormat ? std::string() : std::string(format);
}

std::vector<boundaries::ClassFact> factsOf(const Found &file)
{
    const auto bytes = readWholeFile(file.path, kMostBytes);
    if (!bytes)
        return {};
    auto read = boundaries::readClassFile(*bytes, file.format, fs::path(file.path).filename().string());
    return read ? std::move(read->facts) : std::vector<boundaries::ClassFact>();
}

Result<std::vector<Found>> classFiles(const std::string &path, const Job &job)
{
    std::vector<Found> out;
    std::error_code error;
    if (!fs::is_directory(path, error)) {
        if (std::string format = formatOf(path); !format.empty())
            out.push_back({path, std::move(format)});
        return out;
    }
    std::vector<std::string> files;
    for (fs::recursive_directory_iterator it(path, fs::directory_options::skip_permission_denied, error), end; !error && it != end && files.size() < kMostFiles; it.increment(error))
        if (it->is_regular_file(error))
            files.push_back(it->path().string());
    std::ranges::sort(files);
    for (const std::string &file : files) {
        if (job.isCancelled())
            return failure(cancelled());
        if (std::string format = formatOf(file); !format.empty())
            out.push_back({file, std::move(format)});
    }
    return out;
}

void collect(const std::vector<boundaries::ClassFact> &facts, std::set<std::string> &classes)
{
    for (const boundaries::ClassFact &fact : facts)
        for (const std::string *name : {&fact.a, &fact.b})
            if (!name->empty() && *name != boundaries::kOutside && !(name == &fact.b && (fact.kind == boundaries::FactKind::Class || fact.kind == boundaries::FactKind::Table)))
                classes.insert(*name);
}

// Below the folder where files part ways, those whose classes have names in common are of one program.
std::vector<std::vector<std::string>> programsOf(fs::path root, const std::vector<Found> &files)
{
    std::map<std::string, std::vector<const Found *>> byFolder;
    for (;;) {
        byFolder.clear();
        for (const Found &file : files) {
            const fs::path below = fs::path(file.path).lexically_relative(root);
            byFolder[below.has_parent_path() ? below.begin()->string() : std::string()].push_back(&file);
        }
        if (byFolder.size() != 1 || byFolder.begin()->first.empty())
            break;
        root /= byFolder.begin()->first;
    }
    struct Program {
        std::vector<std::string> folders;
        std::set<std::string> classes;
    };
    std::vector<Program> programs;
    for (const auto &[folder, own] : byFolder) {
        Program one{{(folder.empty() ? root : root / folder).string()}, {}};
        for (std::size_t i = 0; i < std::min(own.size(), kReadOfEach); ++i)
            collect(factsOf(*own[i * own.size() / std::min(own.size(), kReadOfEach)]), one.classes);
        for (auto it = programs.begin(); it != programs.end();) {
            const auto common = static_cast<double>(std::ranges::count_if(one.classes, [&](const std::string &name) { return it->classes.contains(name); }));
            if (common < kInCommon * static_cast<double>(std::min(one.classes.size(), it->classes.size())) || (one.classes.empty() != it->classes.empty())) {
                ++it;
                continue;
            }
            one.folders.insert(one.folders.begin(), it->folders.begin(), it->folders.end());
            one.classes.merge(it->classes);
            it = programs.erase(it);
        }
        programs.push_back(std::move(one));
    }
    std::erase_if(programs, [](const Program &one) { return one.classes.empty(); });
    std::vector<std::vector<std::string>> out;
    if (programs.size() > 1)
        for (Program &one : programs)
            out.push_back(std::move(one.folders));
    return out;
}

} // namespace

Result<ClassPreview> previewClasses(const std::string &path, const Job &job)
{
    ClassPreview out;
    CAUSEWAY_ASSIGN(const std::vector<Found> files, classFiles(path, job));
    if (files.empty())
        return out;
    // Calls tell more than what was reckoned from them.
    const auto flow = std::ranges::find(files, "call-flow", &Found::format);
    const Found &first = flow == files.end() ? files.front() : *flow;
    out.format = first.format;
    const std::vector<boundaries::ClassFact> facts = factsOf(first);
    std::set<std::string> classes, useCases;
    std::size_t calls = 0;
    collect(facts, classes);
    for (const boundaries::ClassFact &fact : facts) {
        calls += fact.kind == boundaries::FactKind::Call || fact.kind == boundaries::FactKind::Volume ? 1 : 0;
        if (!fact.useCase.empty())
            useCases.insert(fact.useCase);
        if (out.rows.size() >= kRows)
            continue;
        PreviewEvent row;
        row.event = true;
        row.time = TimePoint::none();
        row.component = toName(fact.kind);
        row.content = fact.a + (fact.b.empty() ? "" : " → " + fact.b) + (fact.useCase.empty() ? "" : "  (" + fact.useCase + ")");
        row.line = row.content;
        out.rows.push_back(std::move(row));
    }
    const auto number = [](std::size_t n) { return std::to_string(n); };
    out.told = out.format + ": " + number(classes.size()) + " classes" + (calls > 0 ? ", " + number(calls) + " pairs that call" : "") + (useCases.empty() ? "" : ", " + number(useCases.size()) + (useCases.size() == 1 ? " use case" : " use cases"));
    if (files.size() > 1)
        out.told += " in one of " + number(files.size()) + " files about classes: " + fs::path(first.path).filename().string();
    std::error_code error;
    if (fs::is_directory(path, error))
        out.programs = programsOf(path, files);
    return out;
}

} // namespace causeway::engine
