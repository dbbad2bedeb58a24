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
constexpr std::size_t kMostApart = 80, kLeastClasses = 4;
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

// Files whose classes have names in common are of one program.
std::vector<std::vector<std::string>> programsOf(const fs::path &root, const std::vector<Found> &files)
{
    // What is looked at apart: each file, of many the folders that hold them.
    std::map<std::string, std::vector<const Found *>> units;
    for (const Found &file : files)
        units[files.size() <= kMostApart ? file.path : fs::path(file.path).parent_path().string()].push_back(&file);
    struct Program {
        std::vector<const Found *> files;
        std::set<std::string> classes;
    };
    std::vector<Program> programs;
    for (auto &[unit, own] : units) {
        Program one;
        const std::size_t looked = std::min(own.size(), kReadOfEach);
        for (std::size_t i = 0; i < looked; ++i)
            collect(factsOf(*own[i * own.size() / looked]), one.classes);
        if (one.classes.empty())
            continue;
        one.files = std::move(own);
        for (auto it = programs.begin(); it != programs.end();) {
            const auto common = static_cast<double>(std::ranges::count_if(one.classes, [&](const std::string &name) { return it->classes.contains(name); }));
            if (common < kInCommon * static_cast<double>(std::min(one.classes.size(), it->classes.size()))) {
                ++it;
                continue;
            }
            one.files.insert(one.files.begin(), it->files.begin(), it->files.end());
            one.classes.merge(it->classes);
            it = programs.erase(it);
        }
        programs.push_back(std::move(one));
    }
    // A few classes alone are a part of one of the others, which the files at hand do not tell: a use case that meets no other.
    if (programs.size() > 1 && files.size() <= kMostApart)
        std::erase_if(programs, [](const Program &one) { return one.classes.size() < kLeastClasses; });
    std::vector<std::vector<std::string>> out;
    if (programs.size() < 2)
        return out;
    std::ranges::sort(programs, {}, [](const Program &one) { return one.files.front()->path; });
    // The largest folders that hold one program alone.
    std::map<fs::path, std::set<std::size_t>> within;
    const auto eachFolder = [&](const Found &file, const auto &visit) {
        fs::path folder = root;
        for (const fs::path &part : fs::path(file.path).parent_path().lexically_relative(root))
            if (part != "." && visit(folder /= part))
                return true;
        return false;
    };
    for (std::size_t p = 0; p < programs.size(); ++p)
        for (const Found *file : programs[p].files)
            eachFolder(*file, [&](const fs::path &folder) {
                within[folder].insert(p);
                return false;
            });
    for (const Program &program : programs) {
        std::set<std::string> paths;
        for (const Found *file : program.files)
            if (!eachFolder(*file, [&](const fs::path &folder) { return within[folder].size() == 1 && (paths.insert(folder.string()), true); }))
                paths.insert(file->path);
        out.emplace_back(paths.begin(), paths.end());
    }
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
