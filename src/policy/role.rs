//! What somebody does with models, in the words of a user.

use clap::ValueEnum;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::library::duty::Role;

/// What somebody does with the models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PublisherRole {
    /// Publish them, changed or unchanged.
    #[default]
    Publish,
    /// Hand on unchanged copies.
    Redistribute,
    /// Let others use them over a network.
    Host,
    /// Use them.
    Internal,
}

impl PublisherRole {
    /// The roles of the knowledge base that it stands for.
    pub fn roles(self) -> Vec<Role> {
        match self {
            Self::Publish => {
                vec![Role::PublishDerivative, Role::RedistributeOriginal, Role::EnterLeaderboard]
            }
            Self::Redistribute => vec![Role::RedistributeOriginal],
            Self::Host => vec![Role::HostAsService],
            Self::Internal => vec![Role::Use],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::ScanOptions;

    #[test]
    fn each_role_stands_for_roles_of_the_knowledge_base() {
        assert_eq!(PublisherRole::Publish.roles(), ScanOptions::default().roles);
        assert_eq!(PublisherRole::Internal.roles(), [Role::Use]);
        assert_eq!(PublisherRole::Host.roles(), [Role::HostAsService]);
        assert_eq!(PublisherRole::Redistribute.roles(), [Role::RedistributeOriginal]);
    }
}
