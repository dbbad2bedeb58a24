#include "tests/support/test_registry.h"

namespace causeway::test {

std::vector<Factory> &registry()
{
    static std::vector<Factory> factories;
    return factories;
}

} // namespace causeway::test
