#pragma once
// Every action of the window once: menus, tool bars, the command palette, the list of shortcuts and tooltips read it here.

#include <QAction>
#include <QObject>

#include <functional>
#include <map>
#include <vector>

namespace causeway::views {

struct ActionSpec {
    QString id;              // "file.open"; stable, settings refer to it
    QString text;            // "Open project…"
    QString group;           // heading in menus, palette and list of shortcuts: "File", "Explore"
    QString icon;            // name in resources/icons, may be empty
    QList<QKeySequence> shortcuts = {};
    QString help = {};       // one sentence, plain text
    QString scope = {};      // "" = everywhere; else the id of the perspective where its shortcuts hold
    bool checkable = false;
};

class ActionRegistry : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    // The registry owns the action. An id or, within reach of each other, a shortcut that is taken already is a programmer's
    // error: it is logged as a warning and the shortcut left out.
    QAction *add(const ActionSpec &spec, std::function<void()> run);
    [[nodiscard]] QAction *action(const QString &id) const; // nullptr where unknown
    // A disabled action tells why: in its tooltip and in the palette.
    void setEnabled(const QString &id, bool enabled, const QString &whyNot = {});

    struct Entry {
        ActionSpec spec;
        QAction *action;
        QString whyNot;
    };
    [[nodiscard]] const std::vector<Entry> &entries() const { return m_entries; }
    // Texts of the shortcuts that two reachable actions share; empty when all is well.
    [[nodiscard]] QStringList duplicateShortcuts() const;

Q_SIGNALS:
    void added(QAction *action, const QString &scope);

private:
    void describe(Entry &entry);
    [[nodiscard]] static bool reach(const QString &a, const QString &b) { return a.isEmpty() || b.isEmpty() || a == b; }

    std::vector<Entry> m_entries;
    std::map<QString, std::size_t> m_byId;
};

} // namespace causeway::views
