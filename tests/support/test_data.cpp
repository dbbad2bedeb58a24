#include "tests/support/test_data.h"

#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace causeway::test {

std::string dataPath(const std::string &relative)
{
    std::vector<std::string> roots;
    if (const char *set = std::getenv("CAUSEWAY_DATA"))
        roots.emplace_back(set);
    roots.emplace_back(std::string(CAUSEWAY_SOURCE_DIR) + "/../shared/data");
    for (const std::string &root : roots)
        if (std::error_code error; std::filesystem::exists(root + "/" + relative, error))
            return root + "/" + relative;
    return {};
}

std::string sourcePath(const std::string &relative) { return std::string(CAUSEWAY_SOURCE_DIR) + "/" + relative; }

std::string readFile(const std::string &path)
{
    // gzread passes plain files through.
    gzFile file = gzopen(path.c_str(), "rb");
    if (file == nullptr)
        return {};
    std::string bytes;
    std::string block(1u << 16, '\0');
    for (int n = 0; (n = gzread(file, block.data(), static_cast<unsigned>(block.size()))) > 0;)
        bytes.append(block, 0, static_cast<std::size_t>(n));
    gzclose(file);
    return bytes;
}

std::vector<std::string> readLines(const std::string &path)
{
    std::vector<std::string> lines;
    std::istringstream in(readFile(path));
    for (std::string line; std::getline(in, line);) {
        if (!line.empty() && line.back() == '\r')
            line.pop_back();
        lines.push_back(std::move(line));
    }
    return lines;
}

} // namespace causeway::test
