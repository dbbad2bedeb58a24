#include "storage/import/byte_source.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "analysis/core/limits.h"
#include "analysis/decode/signals/signal_decoder.h"

namespace causeway::storage {

namespace fs = std::filesystem;

namespace {

// "app.log.2" → ("app.log", 2); a compressed rotated file keeps its number: "app.log.2.gz".
struct Rotation {
    std::string base;
    std::uint64_t number = 0;
};

Rotation rotation(std::string name)
{
    for (const char *suffix : {".gz", ".zst", ".xz", ".bz2"})
        if (name.size() > std::strlen(suffix) && name.ends_with(suffix))
            name.resize(name.size() - std::strlen(suffix));
    const std::size_t dot = name.rfind('.');
    if (dot != std::string::npos && dot + 1 < name.size() && name.size() - dot <= 6 &&
        name.find_first_not_of("0123456789", dot + 1) == std::string::npos)
        return {name.substr(0, dot), std::stoull(name.substr(dot + 1))};
    return {name, 0};
}

// Digits compare as numbers.
int compareNatural(std::string_view a, std::string_view b)
{
    std::size_t i = 0;
    std::size_t k = 0;
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    while (i < a.size() && k < b.size()) {
        if (digit(a[i]) && digit(b[k])) {
            while (i < a.size() && a[i] == '0')
                ++i;
            while (k < b.size() && b[k] == '0')
                ++k;
            std::size_t m = i;
            std::size_t n = k;
            while (m < a.size() && digit(a[m]))
                ++m;
            while (n < b.size() && digit(b[n]))
                ++n;
            if (m - i != n - k)
                return m - i < n - k ? -1 : 1;
            if (const int c = a.substr(i, m - i).compare(b.substr(k, n - k)); c != 0)
                return c;
            i = m;
            k = n;
            continue;
        }
        if (a[i] != b[k])
            return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[k]) ? -1 : 1;
        ++i;
        ++k;
    }
    if ((i < a.size()) != (k < b.size()))
        return i < a.size() ? 1 : -1;
    return a.compare(b);
}

bool olderFirst(const FoundFile &a, const FoundFile &b)
{
    const Rotation x = rotation(a.path);
    const Rotation y = rotation(b.path);
    if (x.base != y.base)
        return compareNatural(x.base, y.base) < 0;
    if (x.number != y.number)
        return x.number > y.number;
    return a.path < b.path;
}

// Why a file found in a folder is no log; empty where it may be one.
Message reasonToPass(const fs::path &path)
{
    std::ifstream in(path, std::ios::binary);
    if (!in)
        return Message(CAUSEWAY_TEXT("it cannot be read: %1"), std::strerror(errno));
    char head[4096];
    in.read(head, sizeof head);
    const std::string_view bytes(head, static_cast<std::size_t>(in.gcount()));
    if (bytes.empty())
        return Message(CAUSEWAY_TEXT("it is empty"));
    if (bytes.starts_with("SQLite format 3"))
        return Message(CAUSEWAY_TEXT("it is a database"));
    const bool compressed = bytes.starts_with("\x1f\x8b") || bytes.starts_with("\x28\xb5\x2f\xfd") || bytes.starts_with("BZh") || bytes.starts_with("PK\x03\x04") ||
                            bytes.starts_with("\xfd\x37zXZ");
    if (!compressed && looksBinary(bytes) && !decode::detectSignals(bytes, path.filename().string()))
        return Message(CAUSEWAY_TEXT("it is not text"));
    return {};
}

// By its name alone: to open and close an open project's file, or what stands beside it, would drop SQLite's locks of this process.
bool isProjectFile(std::string_view name)
{
    for (const std::string_view beside : {"-wal", "-shm", "-lock", "-turn"})
        if (name.ends_with(beside)) {
            name.remove_suffix(beside.size());
            break;
        }
    return name.ends_with(".causeway");
}

Result<void> walk(const fs::path &folder, FoundFiles &out)
{
    std::error_code error;
    fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied, error);
    if (error)
        return failure(ErrorCode::Unreadable, Message(CAUSEWAY_TEXT("The folder cannot be read")), Message(CAUSEWAY_TEXT("%1"), error.message()),
                       Message(CAUSEWAY_TEXT("Check your permissions.")), {folder.string(), 0, -1});
    for (const auto end = fs::recursive_directory_iterator(); it != end; it.increment(error)) {
        if (error)
            break;
        if (it.depth() >= static_cast<int>(limits::kFolderDepth))
            it.disable_recursion_pending();
        const std::string name = it->path().filename().string();
        if (name.starts_with('.')) {
            if (it->is_directory(error))
                it.disable_recursion_pending();
            continue;
        }
        if (!it->is_regular_file(error))
            continue;
        if (isProjectFile(name)) {
            out.passedOver.emplace_back(it->path().string(), Message(CAUSEWAY_TEXT("it belongs to a project")));
            continue;
        }
        if (Message why = reasonToPass(it->path()); !why.empty())
            out.passedOver.emplace_back(it->path().string(), std::move(why));
        else
            out.files.push_back({it->path().string(), fs::relative(it->path(), folder, error).string(), false});
    }
    return {};
}

} // namespace

bool looksBinary(std::string_view head)
{
    // A log may hold a stray NUL (a torn block after a crash); a binary file holds many.
    const auto odd = static_cast<std::size_t>(std::count_if(head.begin(), head.end(), [](char c) {
        const auto u = static_cast<unsigned char>(c);
        return u < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != '\x1b' && c != '\b';
    }));
    return odd * 10 > head.size() || (head.size() >= 4 && head.substr(0, 4) == "\x7f" "ELF");
}

Result<FoundFiles> findFiles(const std::vector<std::string> &paths)
{
    FoundFiles out;
    for (const std::string &path : paths) {
        std::error_code error;
        if (!fs::is_directory(path, error)) {
            out.files.push_back({path, fs::path(path).filename().string(), true});
            continue;
        }
        FoundFiles found;
        CAUSEWAY_TRY(walk(path, found));
        if (found.files.empty())
            return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("There is nothing to import in the folder")),
                           found.passedOver.empty() ? Message(CAUSEWAY_TEXT("it holds no files")) : Message(CAUSEWAY_TEXT("none of its %1 files is text"), found.passedOver.size()),
                           Message(CAUSEWAY_TEXT("Name the folder or the files that hold the logs.")), {path, 0, -1});
        std::sort(found.files.begin(), found.files.end(), olderFirst);
        out.files.insert(out.files.end(), found.files.begin(), found.files.end());
        out.passedOver.insert(out.passedOver.end(), found.passedOver.begin(), found.passedOver.end());
    }
    // Files given by name keep their order, but for rotated sets.
    std::stable_sort(out.files.begin(), out.files.end(), [](const FoundFile &a, const FoundFile &b) {
        return a.named && b.named && rotation(a.path).base == rotation(b.path).base && rotation(a.path).number > rotation(b.path).number;
    });
    return out;
}

} // namespace causeway::storage
