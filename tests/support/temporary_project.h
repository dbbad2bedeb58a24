#pragma once
// A project in a folder of its own that goes with the test.

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <string>

#include "storage/project.h"

namespace causeway::test {

class TemporaryProject {
public:
    TemporaryProject()
    {
        auto opened = storage::Project::open(path("p.causeway"), storage::Project::Mode::OpenOrCreate);
        if (opened)
            m_project = *opened;
        else
            qCritical("%s", opened.error().toEnglish().c_str());
    }
    storage::Project &operator*() const { return *m_project; }
    storage::Project *operator->() const { return m_project.get(); }
    [[nodiscard]] const std::shared_ptr<storage::Project> &pointer() const { return m_project; }
    [[nodiscard]] std::string path(const std::string &name) const { return m_folder.path().toStdString() + "/" + name; }
    // The same file as another process would see it.
    void reopen()
    {
        m_project.reset();
        m_project = storage::Project::open(path("p.causeway"), storage::Project::Mode::OpenExisting).value_or(nullptr);
    }
    std::string write(const std::string &name, const std::string &bytes) const
    {
        QFile file(QString::fromStdString(path(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes.data(), static_cast<qint64>(bytes.size())) != static_cast<qint64>(bytes.size()))
            qCritical("cannot write %s", name.c_str());
        return path(name);
    }

private:
    QTemporaryDir m_folder;
    std::shared_ptr<storage::Project> m_project;
};

} // namespace causeway::test

// Verifies a Result and tells its error.
#define CAUSEWAY_VERIFY(result)                                                                                        \
    do {                                                                                                               \
        const auto &causewayChecked = (result);                                                                        \
        QVERIFY2(causewayChecked.has_value(), causewayChecked ? "" : causewayChecked.error().toEnglish().c_str());     \
    } while (false)
