#pragma once
// The command palette's list: actions that match what was typed, best first. Words are looked for; where no action has them all, the
// letters in their order.

#include <QAbstractListModel>

#include <optional>

#include "views/shell/action_registry.h"

namespace causeway::views {

// How well the letters of `typed` occur in order in `text`: higher is better, nullopt where they do not. Beginnings of
// words and runs of letters count more; case does not matter.
std::optional<int> fuzzyScore(QStringView typed, QStringView text);

// How well words are found in an action, each in any place and order: higher is better, nullopt where one is nowhere. The title
// counts more than the menu, that more than the description, the beginning of a word more than its middle; case does not matter.
std::optional<int> wordScore(const QStringList &words, QStringView title, QStringView group, QStringView help);

class PaletteModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { GroupRole = Qt::UserRole + 1, ShortcutRole, WhyNotRole };
    // scope: the perspective that is shown; actions of others are left out.
    PaletteModel(const ActionRegistry &actions, QString scope, QObject *parent = nullptr);

    void setTyped(const QString &typed);
    [[nodiscard]] QAction *action(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    std::vector<ActionRegistry::Entry> m_all;
    std::vector<std::size_t> m_shown;
};

} // namespace causeway::views
