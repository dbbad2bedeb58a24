#include "app/engine/is_project.h"

#include <fstream>
#include <string>

namespace causeway::engine {

bool isProject(const std::filesystem::path &path)
{
    if (path.extension() == ".causeway")
        return true;
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error))
        return false;
    std::ifstream in(path, std::ios::binary);
    std::string head(15, '\0');
    return in.read(head.data(), static_cast<std::streamsize>(head.size())) && head == "SQLite format 3";
}

} // namespace causeway::engine
