#include "tests/bench/labelled_faults.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "app/engine/cause_material.h"
#include "app/engine/import_logs.h"

namespace causeway::bench {

namespace {

namespace fs = std::filesystem;

std::string dataFolder()
{
    const char *told = std::getenv("CAUSEWAY_DATA");
    return told != nullptr ? told : "../shared/data";
}

// The text behind "KEY": in the object that begins at `at`; the file is written by one program, one field a line.
std::string field(const std::string &json, const char *key, std::size_t at)
{
    const std::string name = '"' + std::string(key) + "\": \"";
    const std::size_t begin = json.find(name, at);
    if (begin == std::string::npos)
        return {};
    return json.substr(begin + name.size(), json.find('"', begin + name.size()) - begin - name.size());
}

std::int64_t secondsOf(const std::string &text) // "2023-01-29 08:43:04", UTC
{
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    if (std::sscanf(text.c_str(), "%d-%d-%d %d:%d:%d", &year, &month, &day, &hour, &minute, &second) != 6)
        return 0;
    const int y = year - (month <= 2 ? 1 : 0), era = y / 400, yoe = y - era * 400, doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const std::int64_t days = era * 146097LL + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
    return days * 86400 + hour * 3600 + minute * 60 + second;
}

} // namespace

rootcause::CauseKind Fault::expected() const
{
    using rootcause::CauseKind;
    return kind.starts_with("cpu") ? CauseKind::Cpu : kind.starts_with("network") ? CauseKind::Network : kind == "return" ? CauseKind::Return : kind == "exception" ? CauseKind::Exception : CauseKind::Other;
}

LabelledDay loadDay(const std::string &folder)
{
    LabelledDay day;
    day.name = folder;
    const std::string root = dataFolder() + "/nezha/" + folder;
    std::ifstream file(root + "/faults.json");
    const std::string json((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (json.empty())
        return day;
    engine::ImportRequest request;
    for (const char *part : {"/trace", "/log", "/metric", "/fault_free/trace", "/fault_free/log"})
        if (fs::exists(root + part))
            request.paths.push_back(root + part);
    std::string kept = fs::temp_directory_path().string() + "/labelled_faults_XXXXXX";
    if (mkdtemp(kept.data()) == nullptr)
        return day;
    if (auto project = storage::Project::open(kept + "/p.causeway", storage::Project::Mode::OpenOrCreate)) {
        const auto imported = engine::importLogs(**project, request, {});
        auto material = engine::loadCauseMaterial(**project, {}, {});
        if (imported && material)
            day.material = std::move(*material);
        else
            std::fprintf(stderr, "%s\n", (imported ? material.error() : imported.error()).toEnglish().c_str());
    }
    fs::remove_all(kept);
    for (std::size_t at = json.find('{'); at != std::string::npos; at = json.find('{', at + 1)) {
        Fault fault;
        fault.pod = field(json, "inject_pod", at);
        fault.kind = field(json, "inject_type", at);
        fault.at = {secondsOf(field(json, "inject_time", at)) * 1'000'000'000};
        fault.service = fault.pod.substr(0, fault.pod.rfind('-', fault.pod.rfind('-') - 1));
        day.faults.push_back(std::move(fault));
    }
    std::sort(day.faults.begin(), day.faults.end(), [](const Fault &a, const Fault &b) { return a.at < b.at; });
    return day;
}

} // namespace causeway::bench
