// links: causeway_boundaries
// No bytes harm the readers of files about classes, of splits and of demands.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "analysis/boundaries/class_files.h"
#include "analysis/boundaries/class_proposal.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace causeway::boundaries;
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    (void)classFormatOf(bytes, "f");
    for (const ClassFormat &format : classFormats())
        if (const auto file = readClassFile(bytes, format.name, "f"))
            if (const auto model = makeClassModel(file->facts); model && model->classes.size() < 64) {
                (void)readDemands(*model, bytes);
                if (const auto named = readSplit(bytes))
                    (void)toSplit(*model, *named);
            }
    return 0;
}
