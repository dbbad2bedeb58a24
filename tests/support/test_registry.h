#pragma once
// A test file registers its class with CAUSEWAY_TEST(Class) at its end (before the .moc); the program of its folder runs
// all of them. Any logged Qt warning fails the test that logged it.

#include <QObject>

#include <functional>
#include <memory>
#include <vector>

namespace causeway::test {

using Factory = std::function<std::unique_ptr<QObject>()>;
std::vector<Factory> &registry();

template <typename T>
struct Registration {
    Registration()
    {
        registry().push_back([] { return std::make_unique<T>(); });
    }
};

} // namespace causeway::test

#define CAUSEWAY_TEST(Class) static const ::causeway::test::Registration<Class> registerTest##Class;
