#include "tests/bench/boundaries_data.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "analysis/boundaries/class_files.h"
#include "tests/support/test_data.h"

namespace causeway::bench {

namespace {

namespace fs = std::filesystem;
using namespace boundaries;

std::vector<fs::path> filesOf(const fs::path &folder)
{
    std::vector<fs::path> out;
    std::error_code error;
    for (const auto &entry : fs::recursive_directory_iterator(folder, error))
        if (entry.is_regular_file())
            out.push_back(entry.path());
    std::ranges::sort(out);
    return out;
}

void addFacts(const fs::path &folder, std::vector<ClassFact> &facts)
{
    for (const fs::path &path : filesOf(folder)) {
        const std::string bytes = test::readFile(path.string());
        const std::string_view format = classFormatOf(std::string_view(bytes).substr(0, 65536), path.filename().string());
        if (format.empty() || format == kProposalFormat)
            continue;
        auto file = readClassFile(bytes, format, path.filename().string());
        if (!file) {
            std::fprintf(stderr, "%s: %s\n", path.c_str(), file.error().toEnglish().c_str());
            continue;
        }
        facts.insert(facts.end(), file->facts.begin(), file->facts.end());
    }
}

Application finish(std::string name, std::vector<ClassFact> facts)
{
    Application out;
    auto model = makeClassModel(facts);
    if (!model) {
        std::fprintf(stderr, "%s: %s\n", name.c_str(), model.error().toEnglish().c_str());
        return out;
    }
    out.name = std::move(name);
    out.model = *std::move(model);
    out.facts = std::move(facts);
    return out;
}

void addSplit(Application &application, const std::string &tool, const fs::path &path)
{
    const auto named = readSplit(test::readFile(path.string()));
    if (!named)
        return; // a tool that proposed nothing
    auto split = toSplit(application.model, *named);
    if (split)
        application.published.push_back({tool, path.filename().string(), *std::move(split)});
}

} // namespace

Application runTimeApplication(const std::string &name)
{
    const fs::path root = test::dataPath("monolith/fse2021/" + name);
    if (root.empty())
        return {};
    std::vector<ClassFact> facts;
    for (const char *part : {"mono2micro_input", "mono2micro_output"})
        addFacts(root / part, facts);
    Application out = finish(name, std::move(facts));
    for (const auto &[tool, folder] : {std::pair{"Mono2Micro", "mono2micro_output"}, {"FoSCI", "fosci_output"}, {"CO-GCN", "cogcn_output"}, {"Bunch", "bunch_output"}, {"MEM", "mem_output"}})
        for (const fs::path &path : filesOf(root / folder))
            if (const std::string bytes = test::readFile(path.string()); classFormatOf(bytes, path.filename().string()) == kProposalFormat)
                addSplit(out, tool, path);
    return out;
}

Application staticApplication(const std::string &name)
{
    const fs::path root = test::dataPath("monolith/ase2024");
    if (root.empty())
        return {};
    std::vector<ClassFact> facts;
    addFacts(root / "metrics/scripts/data/relationship_graphs" / name, facts);
    Application out = finish(name, std::move(facts));
    const fs::path splits = root / "metrics/scripts/data/decompositions" / name;
    addSplit(out, "reference", splits / "ground_truth/n_partitions" / (name + "_classes.csv"));
    for (const fs::path &path : filesOf(splits))
        if (path.extension() == ".json" && path.string().find("ground_truth") == std::string::npos)
            addSplit(out, fs::relative(path, splits).begin()->string(), path);
    return out;
}

} // namespace causeway::bench
